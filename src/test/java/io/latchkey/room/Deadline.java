package io.latchkey.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what no monitor tells. */
final class Deadline {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Deadline() {}

    static void await(BooleanSupplier wanted) {
        Instant deadline = Instant.now().plus(LIMIT);
        while (!wanted.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
