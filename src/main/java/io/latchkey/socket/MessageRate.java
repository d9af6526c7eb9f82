package io.latchkey.socket;

import io.github.bucket4j.Bucket;
import java.time.Duration;

/** How many messages a socket may send. */
final class MessageRate {
    /** A client that comes back sends what is unanswered at once, and must not be refused for it again and again. */
    private static final int RESEND = 256;

    private final Bucket bucket;

    MessageRate(int perSecond) {
        this.bucket = Bucket.builder()
                .addLimit(limit ->
                        limit.capacity((long) perSecond + RESEND).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }

    boolean allows(int messages) {
        return bucket.tryConsume(messages);
    }
}
