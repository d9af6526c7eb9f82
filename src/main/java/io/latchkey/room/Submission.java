package io.latchkey.room;

import io.latchkey.mutation.MutationCall;
import java.util.Optional;

/**
 * A mutation of a caller without a socket.
 *
 * @param numbered the client's number for it, when it is to be applied at most once
 */
public record Submission(MutationCall call, Optional<Numbered> numbered) {
    /** The number that a client of the caller gave a mutation. */
    public record Numbered(String client, long id) {}
}
