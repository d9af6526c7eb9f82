package io.latchkey.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomPatternTest {
    @ParameterizedTest
    @CsvSource({
        "acme:42, acme:42, true",
        "acme:42, acme:43, false",
        "acme:42, ACME:42, false",
        "acme:*, acme:42, true",
        "acme:*, acme, false",
        "acme:*, acme:design:42, false",
        "acme:*:42, acme:design:42, true",
        "acme:**, acme:42, true",
        "acme:**, acme:design:42, true",
        "acme:**, acme, false",
        "acme:**, acmes:42, false",
        "*, acme, true",
        "*, acme:42, false",
        "**, acme:design:42, true",
        "*:42, acme:42, true",
    })
    void matchesWholeSegments(String pattern, String room, boolean matches) {
        assertThat(new RoomPattern(pattern).matches(new RoomId(room))).isEqualTo(matches);
        assertThat(new RoomPattern(pattern).covers(new RoomPattern(room))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "acme:*, acme:**, false",
        "acme:**, acme:*, true",
        "acme:**, acme:**, true",
        "acme:**, acme:*:**, true",
        "acme:*:**, acme:**, false",
        "**, **, true",
        "**, *, true",
        "*, **, false",
        "acme:*, acme:*, true",
        "acme:42, acme:*, false",
        "*:42, acme:42, true",
        "*:**, acme:**, true",
        "acme:**, **, false",
    })
    void coversAnotherOnlyWithEveryRoomOfIt(String pattern, String other, boolean covers) {
        assertThat(new RoomPattern(pattern).covers(new RoomPattern(other))).isEqualTo(covers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a*", "*a", "**:a", "a:**:b", "***", ":a", "a b", "a/b", "ä", "a:b*", "-a", "a:***"})
    void refusesWhatIsNoPattern(String text) {
        assertThat(RoomPattern.parse(text)).isEmpty();
    }
}
