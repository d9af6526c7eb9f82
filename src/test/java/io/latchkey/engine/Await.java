package io.latchkey.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long PAUSE = 1_000_000;

    private Await() {}

    public static void until(String what, BooleanSupplier reached) {
        Instant deadline = Instant.now().plus(DEADLINE);
        while (!reached.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("never came: " + what);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }
}
