package io.latchkey.mutation;

import io.latchkey.api.AuthData;

/** Who asks for a mutation. Asked again whenever rights count, because they may have changed while it was queued. */
@FunctionalInterface
public interface Author {
    /** The author's AuthData of this moment. Safe for any thread. */
    AuthData auth();
}
