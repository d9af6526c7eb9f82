package io.latchkey.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a peer has not proved to have read is bounded. */
class CreditTest {
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");

    private final Credit credit = new Credit(NOW);

    @Test
    void aPongOpensTheWindowAgainAndAnsweringOnlyTheLastPingIsEnough() {
        assertThat(credit.spend(Credit.WINDOW - 1)).isTrue();
        credit.ping(NOW);
        assertThat(credit.isLeft()).isTrue();
        credit.spend(1);
        assertThat(credit.isLeft()).isFalse();
        credit.pong(credit.ping(NOW), NOW);
        assertThat(credit.isLeft()).isTrue();
        assertThat(credit.isStalled(NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void aPeerThatDoesNotReadCannotClaimThatItDid() {
        credit.spend(Credit.WINDOW);
        credit.ping(NOW);
        for (long guess = 0; guess < 1000; guess++) {
            credit.pong(ByteBuffer.allocate(Long.BYTES).putLong(0, Credit.WINDOW - guess), NOW);
        }
        credit.pong(ByteBuffer.allocate(3), NOW);
        assertThat(credit.isLeft()).isFalse();
        assertThat(credit.isStalled(NOW.plusSeconds(16))).isTrue();
    }
}
