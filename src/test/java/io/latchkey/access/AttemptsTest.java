package io.latchkey.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-31T10:00:00Z"));
    private final Attempts attempts = new Attempts(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Objects.requireNonNull(now.get());
        }
    });

    private int triesUntilRefused(String address, String name) {
        int tries = 0;
        while (attempts.mayTry(address, name)) {
            attempts.failed(address, name);
            tries++;
        }
        return tries;
    }

    @Test
    void guessingForOneNameIsSlowedFromWhereverItComes() {
        assertThat(triesUntilRefused(HERE, "ann")).isEqualTo(30);
        assertThat(attempts.mayTry(THERE, "ann")).isFalse();
        assertThat(attempts.mayTry(HERE, "bob")).isTrue();
    }

    @Test
    void guessingFromOneAddressIsSlowedWhateverTheNames() {
        int tries = 0;
        while (attempts.mayTry(HERE, "user" + tries)) {
            attempts.failed(HERE, "user" + tries);
            tries++;
        }
        assertThat(tries).isEqualTo(100);
        assertThat(attempts.mayTry(HERE, "")).isFalse();
        assertThat(attempts.mayTry(THERE, "ann")).isTrue();
    }

    @Test
    void nobodyIsLockedOutForGood() {
        triesUntilRefused(HERE, "ann");
        now.updateAndGet(before -> before.plusSeconds(10));
        assertThat(attempts.mayTry(HERE, "ann")).isTrue();
        assertThat(triesUntilRefused(HERE, "ann")).isEqualTo(5);
    }

    @Test
    void whoWasRightBeforeGoesOnWhileSomebodyElseGuesses() {
        attempts.succeeded(HERE, "hash of ann's password");
        triesUntilRefused(THERE, "ann");
        assertThat(attempts.isKnown(HERE, "hash of ann's password")).isTrue();
        assertThat(attempts.isKnown(HERE, "hash of a guess")).isFalse();
        assertThat(attempts.isKnown(THERE, "hash of ann's password")).isFalse();
    }
}
