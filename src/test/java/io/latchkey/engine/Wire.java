package io.latchkey.engine;

import java.io.IOException;

/** A connection to a room, whatever carries it. */
public interface Wire extends AutoCloseable {
    void send(String message) throws IOException;

    /** The next message of the server, awaited; an exception when the connection ended. */
    String next() throws IOException;

    @Override
    void close();

    /** How to get one. */
    interface Dialer {
        /** @param since {@code <epoch>.<version>}, or {@code -} */
        Wire dial(String room, String client, String since) throws IOException;
    }
}
