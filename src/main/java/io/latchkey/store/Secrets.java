package io.latchkey.store;

import java.util.function.Supplier;

/** Small secrets that live in the database, such as the signing key made on first start. */
public interface Secrets {
    /**
     * The secret of this name; made, and made durable, when there is none. Two nodes that ask at once get the same.
     *
     * @throws StoreException when the database does not answer
     */
    byte[] getOrCreate(String name, Supplier<byte[]> maker);
}
