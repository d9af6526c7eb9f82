package io.latchkey.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.access.Mark.Mode;
import io.latchkey.access.Mark.Target;
import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarksTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.500Z");
    private static final RoomId ROOM = new RoomId("acme:board");
    private static final RoomId OTHER_ROOM = new RoomId("acme:other");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final InstantSource source = now::get;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final Marks marks = new Marks(clock);

    private static AuthData auth(String user, String session, String token, Instant issued, long sequence) {
        return new AuthData(
                user,
                Json.object().add("id", user).build(),
                Set.of(),
                AuthData.Source.PROVISION,
                List.of(),
                JsonObject.EMPTY_JSON_OBJECT,
                token,
                session,
                issued,
                issued.plusSeconds(600),
                sequence < 0 ? Optional.empty() : Optional.of(new ControlSequence("control", sequence)),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    private static AuthData own(long sequence) {
        return auth("ann", "s1", "t1", NOW.minusSeconds(60), sequence);
    }

    private static AuthData foreign(Instant issued) {
        return auth("ann", "s1", "t1", issued, -1);
    }

    private static Target target(String user, String room, String session, String token, boolean all) {
        return new Target(text(user), text(room), text(session), text(token), all);
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    private static Target user(String user) {
        return target(user, "", "", "", false);
    }

    private static Mark mark(long number, Target target, Mode mode) {
        return new Mark(number, target, mode, NOW, Optional.empty(), Optional.empty());
    }

    private static Mark plain(long number, Target target) {
        return mark(number, target, Mode.REAUTHENTICATE);
    }

    /** Every combination of what may be named. */
    static List<Target> targets() {
        return IntStream.range(0, 32)
                .mapToObj(bits -> target(
                        (bits & 1) > 0 ? "ann" : "",
                        (bits & 2) > 0 ? "acme:board" : "",
                        (bits & 4) > 0 ? "s1" : "",
                        (bits & 8) > 0 ? "t1" : "",
                        (bits & 16) > 0))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aMarkEndsWhatMatchesAllThatItNamesAndNothingElse(Target target) {
        marks.add(plain(5, target));
        assertThat(marks.find(own(4), ROOM)).isPresent();
        assertThat(marks.find(own(4), OTHER_ROOM).isPresent())
                .isEqualTo(target.room().isEmpty());
        assertThat(marks.find(own(4)).isPresent()).isEqualTo(target.room().isEmpty());
        Instant issued = NOW.minusSeconds(60);
        assertThat(marks.find(auth("bob", "s1", "t1", issued, 4), ROOM).isPresent())
                .isEqualTo(target.user().isEmpty());
        assertThat(marks.find(auth("ann", "s2", "t1", issued, 4), ROOM).isPresent())
                .isEqualTo(target.session().isEmpty());
        assertThat(marks.find(auth("ann", "s1", "t2", issued, 4), ROOM).isPresent())
                .isEqualTo(target.token().isEmpty());
        assertThat(marks.find(own(5), ROOM)).isEmpty();
    }

    @Test
    void theSequenceDecidesForOurOwnTokensWhateverTheClocksSay() {
        marks.add(plain(5, user("ann")));
        assertThat(marks.find(auth("ann", "s", "t", NOW.plusSeconds(10), 4), ROOM))
                .isPresent();
        assertThat(marks.find(auth("ann", "s", "t", NOW.minusSeconds(10), 5), ROOM))
                .isEmpty();
    }

    @Test
    void theSecondOfIssueDecidesForOthersAndTheSecondOfTheMarkCountsAsBefore() {
        marks.add(plain(5, user("ann")));
        Instant second = Instant.parse("2026-11-21T10:00:00Z");
        assertThat(marks.find(foreign(second.minusSeconds(1)), ROOM)).isPresent();
        assertThat(marks.find(foreign(second), ROOM)).isPresent();
        assertThat(marks.find(foreign(second.plusSeconds(1)), ROOM)).isEmpty();
    }

    @Test
    void anExplicitTimeDecidesForEveryToken() {
        Instant before = Instant.parse("2026-11-21T09:00:00Z");
        marks.add(new Mark(5, user("ann"), Mode.DISCONNECT, NOW, Optional.of(before), Optional.empty()));
        assertThat(marks.find(auth("ann", "s", "t", before, 9), ROOM)).isPresent();
        assertThat(marks.find(auth("ann", "s", "t", before.plusSeconds(1), 1), ROOM))
                .isEmpty();
        assertThat(marks.latestIssuedBefore()).isEqualTo(before);
    }

    @Test
    void aBlockRefusesNewCredentialsTooUntilItsTimeIsOver() {
        Instant until = NOW.plusSeconds(60);
        marks.add(new Mark(5, user("ann"), Mode.BLOCK, NOW, Optional.empty(), Optional.of(until)));
        marks.add(plain(6, user("ann")));
        assertThat(marks.find(own(9), ROOM).map(Mark::mode)).contains(Mode.BLOCK);
        assertThat(marks.isBlocked("ann", "any")).isTrue();
        assertThat(marks.isBlocked("bob", "any")).isFalse();
        assertThat(marks.holds(5)).isTrue();
        assertThat(marks.holds(6)).isFalse();
        now.set(until);
        assertThat(marks.isBlocked("ann", "any")).isFalse();
        assertThat(marks.find(own(9), ROOM)).isEmpty();
        assertThat(marks.find(own(4), ROOM)).as("issued before it").isPresent();
    }

    @Test
    void aBlockOfARoomBindsThereAlone() {
        marks.add(mark(5, target("", "acme:board", "", "", false), Mode.BLOCK));
        assertThat(marks.find(own(9), ROOM)).isPresent();
        assertThat(marks.find(own(9), OTHER_ROOM)).isEmpty();
        assertThat(marks.isBlocked("ann", "s1")).isFalse();
    }

    @Test
    void aLaterMarkTakesThePlaceOfOneThatItContains() {
        marks.add(plain(5, user("ann")));
        marks.add(plain(6, user("ann")));
        assertThat(marks.find(own(4), ROOM).map(Mark::number)).contains(6L);
        marks.removeIf(mark -> mark.number() == 6);
        assertThat(marks.find(own(4), ROOM)).as("the earlier one is gone").isEmpty();
    }

    @Test
    void aBlockALogoutAndATimeAreNotReplacedByAPlainMark() {
        marks.add(mark(5, user("ann"), Mode.BLOCK));
        marks.add(mark(6, user("ann"), Mode.LOGOUT));
        marks.add(plain(7, user("ann")));
        marks.removeIf(mark -> mark.number() == 7);
        assertThat(marks.holds(5)).isTrue();
        assertThat(marks.isLoggedOut("ann", "s1", Optional.of(new ControlSequence("control", 5))))
                .isTrue();
        assertThat(marks.isLoggedOut("ann", "s1", Optional.of(new ControlSequence("control", 6))))
                .isFalse();
    }

    @Test
    void aMarkWhoseClockWasAheadIsNotReplacedByALaterOneOfASlowerClock() {
        marks.add(
                new Mark(5, user("ann"), Mode.REAUTHENTICATE, NOW.plusSeconds(10), Optional.empty(), Optional.empty()));
        marks.add(plain(6, user("ann")));
        assertThat(marks.find(foreign(NOW.plusSeconds(5)), ROOM).map(Mark::number))
                .contains(5L);
    }

    @Test
    void whatIsForgottenEndsNothingAndTheRestStays() {
        marks.add(plain(5, user("ann")));
        marks.add(plain(6, target("ann", "acme:board", "", "", false)));
        marks.add(plain(7, target("", "", "", "t2", false)));
        marks.add(plain(8, target("", "", "s2", "", false)));
        marks.add(plain(9, target("", "", "", "", true)));
        marks.removeIf(mark -> mark.number() == 5 || mark.number() == 9);
        assertThat(marks.find(own(4), OTHER_ROOM)).isEmpty();
        assertThat(marks.find(own(4), ROOM).map(Mark::number)).contains(6L);
        marks.removeIf(mark -> !mark.effectiveAt().plus(Duration.ofHours(6)).isBefore(NOW));
        assertThat(marks.find(own(4), ROOM)).isEmpty();
    }

    @Test
    void everyOneOfTenThousandMarksIsFoundAndNoneWhereThereIsNone() {
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            Optional<String> name = Optional.of("name-" + i);
            Optional<String> nobody = Optional.empty();
            marks.add(mark(
                    i,
                    switch (i % 3) {
                        case 0 -> new Target(name, nobody, nobody, nobody, false);
                        case 1 -> new Target(nobody, nobody, name, nobody, false);
                        default -> new Target(nobody, nobody, nobody, name, false);
                    }));
        }
        assertThat(IntStream.range(0, count)).allMatch(i -> isNamed("name-" + i, i % 3));
        assertThat(IntStream.range(0, count)).noneMatch(i -> isNamed("name-" + i, (i + 1) % 3));
        marks.removeIf(mark -> mark.number() % 2 == 0);
        assertThat(IntStream.range(0, count)).allMatch(i -> isNamed("name-" + i, i % 3) == (i % 2 == 1));
    }

    private static Mark mark(int number, Target target) {
        return new Mark(number, target, Mode.REAUTHENTICATE, NOW, Optional.empty(), Optional.empty());
    }

    private boolean isNamed(String name, int part) {
        AuthData auth = auth(
                part == 0 ? name : "nobody",
                part == 1 ? name : "no-session",
                part == 2 ? name : "no-token",
                NOW.minusSeconds(60),
                -1);
        return marks.find(auth, ROOM).isPresent();
    }
}
