package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.Caller;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that the database keeps, from generation to generation. */
class RotationTest {
    private static final RoomId ROOM = new RoomId("acme:42");
    private static final Duration LEEWAY = Duration.ofSeconds(15);

    private final MemoryKeys database = new MemoryKeys();
    private final World world = world(Map.of());

    private World world(Map<String, String> settings) {
        World made = new World(settings, database, Optional.empty());
        made.policy("{'grants':[{'users':['ann'],'room':'acme:*','access':'write'}]}");
        return made;
    }

    private static String token(World world, Duration ttl) {
        Caller ann = new Caller("ann", Set.of(), "s1");
        return ((CallerTokens.RoomToken) world.callerTokens.issue(ann, List.of(ROOM), Optional.of(ttl))).token();
    }

    private static boolean takes(World world, String token) {
        return world.verifier.verify(token) instanceof Verdict.Authenticated;
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void signsWithTheNewKeyAndTakesTokensOfBothAcrossARestart(String encrypt) {
        Map<String, String> settings = Map.of("latchkey.token.encrypt", encrypt);
        World first = world(settings);
        String old = token(first, Duration.ofMinutes(10));
        assertThat(first.keys.rotate()).isTrue();
        String fresh = token(first, Duration.ofMinutes(10));
        World restarted = world(settings);

        for (World each : List.of(first, restarted)) {
            assertThat(takes(each, old)).isTrue();
            assertThat(takes(each, fresh)).isTrue();
            assertThat(each.keys.list()).extracting(ListedKey::signs).containsExactly(true, false);
        }
        assertThat(Forge.object(header(old)).getString("kid"))
                .isNotEqualTo(Forge.object(header(fresh)).getString("kid"));
    }

    private static String header(String token) {
        return Compact.parse(token, token.split("\\.", -1).length)
                .flatMap(compact -> compact.text(0))
                .orElseThrow();
    }

    @Test
    void withdrawsAKeyOnceItsLastTokenIsAcceptedNoMore() {
        String old = token(world, Duration.ofSeconds(60));
        token(world, Duration.ofSeconds(30));
        world.keys.rotate();
        world.pass(Duration.ofSeconds(60).plus(LEEWAY).minusSeconds(1));
        world.keys.tick();
        assertThat(takes(world, old)).isTrue();
        assertThat(world.keys.list()).hasSize(2);

        world.pass(Duration.ofSeconds(2));
        world.keys.tick();
        assertThat(world.keys.list()).singleElement().satisfies(key -> {
            assertThat(key.signs()).isTrue();
            assertThat(key.retired()).isEmpty();
        });
        assertThat(takes(world, token(world, Duration.ofSeconds(60)))).isTrue();
    }

    @Test
    void withdrawsAKeyWithoutTokensOnceEveryNodeKnowsTheNext() {
        world.keys.rotate();
        world.keys.tick();
        assertThat(world.keys.list()).hasSize(2);

        world.pass(Duration.ofSeconds(11));
        world.keys.tick();
        assertThat(world.keys.list()).hasSize(1);
    }

    @Test
    void neverWithdrawsTheKeyThatSigns() {
        world.pass(Duration.ofDays(400));
        world.keys.tick();

        assertThat(world.keys.list()).hasSize(1);
        assertThat(takes(world, token(world, Duration.ofSeconds(60)))).isTrue();
    }

    @Test
    void takesUpWhatAnotherNodeRotated() {
        World other = world(Map.of());
        world.keys.rotate();
        String fresh = token(world, Duration.ofMinutes(1));
        assertThat(other.verifier.verify(fresh)).isEqualTo(new Refused(Code.INVALID_TOKEN));

        other.keys.tick();
        assertThat(takes(other, fresh)).isTrue();
    }

    @Test
    void countsTheUnexpiredTokensOfEachKeyAcrossARestart() {
        token(world, Duration.ofSeconds(30));
        token(world, Duration.ofSeconds(60));
        world.keys.rotate();
        token(world, Duration.ofSeconds(60));
        assertThat(world.keys.list()).extracting(ListedKey::unexpired).containsExactly(1L, 2L);

        world.keys.tick();
        World restarted = world(Map.of());
        assertThat(restarted.keys.list()).extracting(ListedKey::unexpired).containsExactly(1L, 2L);
        restarted.pass(Duration.ofSeconds(30));
        assertThat(restarted.keys.list()).extracting(ListedKey::unexpired).containsExactly(1L, 1L);
        restarted.pass(Duration.ofSeconds(30));
        assertThat(restarted.keys.list()).extracting(ListedKey::unexpired).containsExactly(0L, 0L);
    }

    @Test
    void countsNoTokenForACallerWhoTakesNone() {
        world.authenticator.authenticate(new Caller("ann", Set.of(), "s1"), ROOM);

        assertThat(world.keys.list()).extracting(ListedKey::unexpired).containsExactly(0L);
    }

    @Test
    void losesNoCountWhenTheDatabaseIsDownForAWhile() {
        token(world, Duration.ofMinutes(5));
        database.failing = true;
        world.keys.tick();
        token(world, Duration.ofMinutes(5));
        database.failing = false;
        world.keys.tick();

        assertThat(world(Map.of()).keys.list()).extracting(ListedKey::unexpired).containsExactly(2L);
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void leavesKeysOfASettingToTheirOwner(KeyKind kind) {
        World fixed = world(Map.of(kind.setting(), kind.value()));
        String token = token(fixed, Duration.ofMinutes(5));

        assertThat(fixed.keys.rotate()).isFalse();
        assertThat(fixed.keys.list()).singleElement().satisfies(key -> {
            assertThat(key.algorithm()).isEqualTo(kind.toString());
            assertThat(key.created()).isEmpty();
            assertThat(key.unexpired()).isEqualTo(1);
        });
        assertThat(takes(fixed, token)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void publishesThePublicPartAndNothingOfASecret(KeyKind kind) {
        String published = World.of(kind).keys.published();

        if (kind == KeyKind.HS256) {
            assertThat(published).isEqualTo("{\"keys\":[]}");
        } else {
            SigningKey key = World.of(kind).keys.signer();
            assertThat(published)
                    .contains("\"kid\":\"" + key.kid() + "\"", "\"alg\":\"" + kind + "\"", "\"use\":\"sig\"")
                    .doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"k\"");
        }
        assertThat(world.keys.published()).isEqualTo("{\"keys\":[]}");
    }
}
