package io.latchkey.bench.dialect;

import java.io.IOException;
import java.util.Optional;

/** How one member of a room and its server talk; made for one connection, which it follows. Not thread-safe. */
public interface Dialect {
    /** Where the WebSocket is opened. */
    String path();

    /** The token that goes with the handshake, if that is where the server takes it. */
    Optional<String> bearer();

    /** Whether the member is in its room. */
    boolean isJoined();

    /** Whether as many mutations are unanswered as the server allows. */
    boolean isFull();

    /** The text that sets a key of the room to a number. */
    String set(long key, long number);

    /**
     * Reads one frame's text.
     *
     * @throws IOException when it is none that a server may send to a member all of whose mutations are allowed
     */
    void read(byte[] data, int from, int to, Member member) throws IOException;
}
