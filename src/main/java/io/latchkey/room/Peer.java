package io.latchkey.room;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** The other end of a connection, as the engine sees it. Calls come from one thread at a time, from many in turn. */
public interface Peer {
    /**
     * Hands one frame to the container. A return says nothing about delivery; see {@link #ping}.
     *
     * @throws IOException when the connection is gone
     */
    void send(String frame) throws IOException;

    /**
     * Sends a protocol ping. The pong with the same payload proves that everything sent before was read: it is the only
     * acknowledgement that works on every server (on Payara a writer never blocks, it queues in the heap).
     */
    void ping(ByteBuffer payload) throws IOException;

    /** Has a writer write: at once, or as soon as its other end can take what is not from the thread that opened it. */
    default void schedule(Runnable write, Executor writers) {
        writers.execute(write);
    }

    /** Closes the connection; does nothing when it is closed. */
    void close(int code, String reason);
}
