package io.latchkey.socket;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many messages a socket may send. One caller at a time. */
final class MessageRate {
    /** A client that comes back sends what is unanswered at once, and must not be refused for it again and again. */
    private static final int RESEND = 256;

    private final int perSecond;

    /** Made for the first message: many sockets only listen. */
    private @Nullable Bucket bucket;

    MessageRate(int perSecond) {
        this.perSecond = perSecond;
    }

    boolean allows(int messages) {
        Bucket full = bucket == null ? full() : bucket;
        bucket = full;
        return full.tryConsume(messages);
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity((long) perSecond + RESEND).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
