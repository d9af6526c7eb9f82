package io.latchkey.socket;

import io.latchkey.meter.Counter;
import io.latchkey.room.Peer;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket session as the engine's {@link Peer}.
 *
 * <p>The thread that opened it still works on it when {@code @OnOpen} is over; that other threads may write meanwhile is
 * nowhere promised. So they wait a moment, unless the peer has spoken, which proves that this is past. To ask for a proof
 * by a ping takes as long as all else that a connect takes of this program.
 */
final class Connection implements Peer {
    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Session session;
    private final Counter frames;
    private final ScheduledExecutorService timer;
    private final long opened = System.nanoTime();
    private volatile boolean settled;

    /** @param frames counts what is sent */
    Connection(Session session, Counter frames, ScheduledExecutorService timer) {
        this.session = session;
        this.frames = frames;
        this.timer = timer;
    }

    /** The peer has spoken. */
    void settle() {
        settled = true;
    }

    /** How long ago it was opened, in nanoseconds. */
    long age() {
        return System.nanoTime() - opened;
    }

    @Override
    public void schedule(Runnable write, Executor writers) {
        long rest = settled ? 0 : SETTLING_NANOS - age();
        if (rest > 0) {
            timer.schedule(() -> writers.execute(write), rest, TimeUnit.NANOSECONDS);
        } else {
            writers.execute(write);
        }
    }

    /** By the send writer: on Payara it costs a tenth of the other ways. One write makes one unfragmented frame. */
    @Override
    public void send(String frame) throws IOException {
        try (Writer writer = session.getBasicRemote().getSendWriter()) {
            writer.write(frame);
        }
        frames.increment();
    }

    @Override
    public void ping(ByteBuffer payload) throws IOException {
        session.getBasicRemote().sendPing(payload);
    }

    @Override
    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(CloseCodes.getCloseCode(code), reason));
        } catch (IOException | IllegalStateException e) {
            // it is closed already, which is what was asked for
        }
    }
}
