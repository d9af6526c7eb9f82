package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.Access;
import io.latchkey.api.Caller;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.token.CallerTokens.Resource;
import io.latchkey.token.CallerTokens.RoomToken;
import io.latchkey.token.Credential.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallerTokensTest {
    private static final RoomId ROOM = new RoomId("acme:42");
    private static final Caller ANN = new Caller("ann", Set.of("staff"), "sid");

    private final World world = World.of(KeyKind.HS256);

    @Test
    void givesACallerATokenWithWhatThePolicyGives() {
        world.policy("""
                {'grants':[
                 {'users':['ann'],'room':'acme:*','access':'write','keys':['users/${user}/']},
                 {'groups':['staff'],'room':'acme:**','access':'read','until':'2026-01-31T11:00:00Z'},
                 {'groups':['*'],'room':'acme:**','access':'admin','until':'2026-01-31T09:00:00Z'},
                 {'groups':['other'],'room':'**','access':'admin'}]}""");

        RoomToken issued =
                issued(world.callerTokens.issue(ANN, List.of(ROOM, new RoomId("acme:x:y")), Optional.empty()));

        assertThat(issued.userId()).isEqualTo("ann");
        assertThat(issued.expiresIn()).isEqualTo(600);
        assertThat(issued.expiresAt()).isEqualTo(World.NOW.plusSeconds(600));
        assertThat(issued.resources()).extracting(Resource::access).containsExactly(Access.WRITE, Access.READ);
        assertThat(issued.toString()).doesNotContain(issued.token());
        assertThat(enter(issued, ROOM)).isInstanceOfSatisfying(Verdict.Authenticated.class, accepted -> {
            assertThat(accepted.auth().grants())
                    .hasSize(3)
                    .allMatch(grant -> grant.room().isExact());
            assertThat(accepted.auth().session()).isEqualTo("sid");
            assertThat(accepted.auth().user().getString("name")).isEqualTo("ann");
        });
        assertThat(enter(issued, new RoomId("acme:other"))).isEqualTo(new Refused(Code.FORBIDDEN));
    }

    @Test
    void endsTheRightsOfACallersTokenWithThePolicy() {
        world.policy("{'grants':[{'users':['ann'],'room':'acme:*','access':'write'}]}");
        RoomToken issued = issued(world.callerTokens.issue(ANN, List.of(ROOM), Optional.empty()));
        world.policy("{'grants':[]}");

        assertThat(enter(issued, ROOM)).isEqualTo(new Refused(Code.FORBIDDEN));
    }

    @Test
    void countsAnInvalidationThatComesWhileThePolicyIsRead() {
        world.policy("{'grants':[{'users':['ann'],'room':'acme:*','access':'write'}]}");
        CallerTokens interrupted = new CallerTokens(
                world.issuer,
                world.policy,
                world.marks,
                world.sequence::get,
                world.settings,
                new InterruptingClock(() -> world.sequence.set(new ControlSequence("db1", 8))));

        RoomToken issued = issued(interrupted.issue(ANN, List.of(ROOM), Optional.empty()));

        assertThat(enter(issued, ROOM))
                .isInstanceOfSatisfying(
                        Verdict.Authenticated.class,
                        accepted ->
                                assertThat(accepted.auth().controlSequence()).contains(new ControlSequence("db1", 7)));
    }

    @Test
    void givesACallerNothingWhenOneRoomIsNotGranted() {
        world.policy("{'grants':[{'users':['ann'],'room':'acme:*','access':'write'}]}");

        assertThat(world.callerTokens.issue(ANN, List.of(ROOM, new RoomId("other")), Optional.empty()))
                .isEqualTo(new Refused(Code.FORBIDDEN));
        assertThat(world.callerTokens.issue(new Caller("eve", Set.of("*"), "sid"), List.of(ROOM), Optional.empty()))
                .isEqualTo(new Refused(Code.FORBIDDEN));
        assertThat(world.callerTokens.issue(ANN, List.of(), Optional.empty()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Code.INVALID_REQUEST));
        assertThat(world.callerTokens.issue(new Caller("key:x", Set.of(), "sid"), List.of(ROOM), Optional.empty()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Code.FORBIDDEN));
    }

    @Test
    void shortensALifeThatIsTooLong() {
        world.policy("{'grants':[{'users':['ann'],'room':'acme:*','access':'write'}]}");

        assertThat(issued(world.callerTokens.issue(ANN, List.of(ROOM), Optional.of(Duration.ofDays(9))))
                        .expiresIn())
                .isEqualTo(6 * 3600);
        assertThat(issued(world.callerTokens.issue(ANN, List.of(ROOM), Optional.of(Duration.ofSeconds(5))))
                        .expiresIn())
                .isEqualTo(5);
        assertThat(world.callerTokens.issue(ANN, List.of(ROOM), Optional.of(Duration.ZERO)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Code.INVALID_REQUEST));
    }

    @Test
    void fitsACallerOfHundredsOfGroupsAndGrants() {
        Set<String> groups = new TreeSet<>(Set.of("staff", "", "CN=\n"));
        IntStream.range(0, 500).forEach(i -> groups.add("CN=group" + i + ",OU=groups,DC=example,DC=com"));
        StringBuilder entries = new StringBuilder();
        IntStream.range(0, 100).forEach(i -> entries.append("{'groups':['staff'],'room':'acme:*','access':'write'},"));
        world.policy("{'grants':[" + entries + "{'groups':['staff'],'room':'acme:*','access':'admin'}]}");

        RoomToken issued =
                issued(world.callerTokens.issue(new Caller("ann", groups, "sid"), List.of(ROOM), Optional.empty()));

        assertThat(enter(issued, ROOM)).isInstanceOfSatisfying(Verdict.Authenticated.class, accepted -> {
            assertThat(accepted.auth().groups()).containsExactly("staff");
            assertThat(accepted.auth().grants()).hasSize(1);
        });
    }

    private Verdict enter(RoomToken issued, RoomId room) {
        return world.authenticator
                .authenticate(new Credential(Kind.MESSAGE, issued.token()), room)
                .toCompletableFuture()
                .join();
    }

    private static RoomToken issued(CallerTokens.Result result) {
        assertThat(result).isInstanceOf(RoomToken.class);
        return (RoomToken) result;
    }

    /** The time is asked for when rights are looked at. */
    private static final class InterruptingClock extends Clock {
        private final Runnable interruption;

        InterruptingClock(Runnable interruption) {
            this.interruption = interruption;
        }

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
            interruption.run();
            return World.NOW;
        }
    }
}
