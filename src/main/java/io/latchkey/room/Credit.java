package io.latchkey.room;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How much may be under way to one peer: what was handed to the container and not yet proved to be read is bounded,
 * because on some servers a write to a peer that stopped reading neither blocks nor fails but fills the heap. The proof
 * is a pong (RFC 6455 section 5.5.3), and each ping carries a number that cannot be guessed: a peer that does not read
 * could otherwise claim that it did. Safe for use by many threads.
 */
final class Credit {
    /** In characters, which are up to three bytes each; one frame may go beyond. */
    static final long WINDOW = 512 * 1024;

    private static final long PING_EVERY = 64 * 1024;
    private static final Duration STALLED = Duration.ofSeconds(15);

    private record Ping(long number, long sent) {}

    /** Not there while every ping is answered, as most of the time. */
    private @Nullable Deque<Ping> unanswered;

    private long sent;
    private long pinged;
    private long acknowledged;
    private Instant progress;
    private Instant lastPing;

    Credit(Instant now) {
        this.progress = now;
        this.lastPing = now;
    }

    synchronized boolean isLeft() {
        return sent - acknowledged < WINDOW;
    }

    /** Counts what was sent; true when a ping is due behind it. */
    synchronized boolean spend(long length) {
        sent += length;
        return sent - pinged >= PING_EVERY;
    }

    /** The payload of the next ping. */
    synchronized ByteBuffer ping(Instant now) {
        Deque<Ping> pings = unanswered;
        if (pings == null) {
            pings = new ArrayDeque<>(1);
            unanswered = pings;
            progress = now;
        }
        lastPing = now;
        pinged = sent;
        long number = UUID.randomUUID().getLeastSignificantBits();
        pings.addLast(new Ping(number, sent));
        return ByteBuffer.allocate(Long.BYTES).putLong(0, number);
    }

    /** Takes the payload of a pong: what was sent before its ping has been read. Any other payload proves nothing. */
    synchronized void pong(ByteBuffer payload, Instant now) {
        Deque<Ping> pings = unanswered;
        if (pings == null || payload.remaining() != Long.BYTES) {
            return;
        }
        long number = payload.getLong(payload.position());
        if (pings.stream().noneMatch(ping -> ping.number() == number)) {
            return;
        }
        Ping answered = pings.removeFirst();
        while (answered.number() != number) {
            answered = pings.removeFirst(); // a peer may answer the latest ping only
        }
        unanswered = pings.isEmpty() ? null : pings;
        acknowledged = answered.sent();
        progress = now;
    }

    /** Whether the peer has not read on for too long. */
    synchronized boolean isStalled(Instant now) {
        return unanswered != null && now.isAfter(progress.plus(STALLED));
    }

    /** Whether nothing was asked of the peer for so long. */
    synchronized boolean isQuiet(Duration heartbeat, Instant now) {
        return !now.isBefore(lastPing.plus(heartbeat));
    }
}
