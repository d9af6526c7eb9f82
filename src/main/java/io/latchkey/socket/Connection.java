package io.latchkey.socket;

import io.latchkey.meter.Counter;
import io.latchkey.room.Peer;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket session as the engine's {@link Peer}.
 *
 * <p>Java's own WebSocket client tears a long frame that comes right behind the 101 (18 of 8,000 of half a megabyte; a
 * client that read the socket itself got all 8,000 whole). So the first frame is a short one of the thread that opened
 * it, or the others wait until the peer has spoken.
 */
final class Connection implements Peer {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    private static final long SETTLED_SECONDS = 1;
    private static final CompletableFuture<@Nullable Void> SETTLED = CompletableFuture.completedFuture(null);

    private final Session session;
    private final Counter frames;
    private final ScheduledExecutorService timer;
    private final long opened = System.nanoTime();
    private volatile CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();

    /** @param frames counts what is sent */
    Connection(Session session, Counter frames, ScheduledExecutorService timer) {
        this.session = session;
        this.frames = frames;
        this.timer = timer;
    }

    /** The peer has spoken, or was sent its first frame: other threads may write. */
    void settle() {
        CompletableFuture<@Nullable Void> own = settled;
        if (own != SETTLED) {
            own.complete(null);
            settled = SETTLED; // one for all: a connection stays long
        }
    }

    /**
     * Has the peer speak, if nothing was sent to it yet; one that says nothing, not even a pong, is waited for no longer
     * than it takes anyway.
     */
    void askToSpeak() {
        if (settled.isDone()) {
            return;
        }
        try {
            ping(ByteBuffer.allocate(0));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A connection ended as it began", e);
        }
        timer.schedule(this::settle, SETTLED_SECONDS, TimeUnit.SECONDS);
    }

    /** What was decided on another thread, once that one may write. */
    <T> CompletableFuture<T> settled(CompletableFuture<T> decision) {
        return decision.thenCombine(settled, (known, spoken) -> known);
    }

    /** How long ago it was opened, in nanoseconds. */
    long age() {
        return System.nanoTime() - opened;
    }

    @Override
    public void schedule(Runnable write, Executor writers) {
        if (settled.isDone()) {
            writers.execute(write);
        } else {
            settled.thenRunAsync(write, writers);
        }
    }

    /** By the send writer: on Payara it costs a tenth of the other ways. One write makes one unfragmented frame. */
    @Override
    public void send(String frame) throws IOException {
        try (Writer writer = session.getBasicRemote().getSendWriter()) {
            writer.write(frame);
        }
        settle();
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
