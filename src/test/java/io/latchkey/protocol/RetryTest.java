package io.latchkey.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Code.Action;
import io.latchkey.protocol.ServerMessage.Failure;
import jakarta.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is asked to try again is told when, by HTTP and on the socket alike. */
class RetryTest {
    private static final Set<Integer> STATUS = Set.of(429, 503);

    @ParameterizedTest
    @EnumSource(Code.class)
    void everyRefusalForNowSaysWhenToComeBackAndNoOtherDoes(Code code) {
        boolean later = code.action() == Action.RETRY && STATUS.contains(code.status());
        assertThat(new Problem(code).retryAfter().isPresent()).isEqualTo(later);
        JsonObject error = Json.trusted(Failure.of(code).encode()).asJsonObject();
        assertThat(error.containsKey("retryAfterMs")).isEqualTo(later);
        new Problem(code).retryAfter().ifPresent(seconds -> assertThat(seconds).matches("[1-9][0-9]?"));
    }

    @ParameterizedTest
    @EnumSource(names = {"RATE_LIMITED", "OVERLOADED"})
    void thoseWhoAreToldAtOnceAreNotToldTheSame(Code code) {
        Set<Integer> waits = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            JsonObject error = Json.trusted(Failure.of(code).encode()).asJsonObject();
            assertThat(error.getInt("retryAfterMs")).isBetween(1000, 3000);
            waits.add(error.getInt("retryAfterMs"));
        }
        assertThat(waits).hasSizeGreaterThan(1);
    }
}
