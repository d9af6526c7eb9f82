package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Code;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every attack of RFC 8725 on every kind of key. */
class ForgeryTest {
    private static final Bait BAIT = new Bait();
    private static final Map<KeyKind, Forge> FORGES = new EnumMap<>(KeyKind.class);

    static {
        for (KeyKind kind : KeyKind.values()) {
            FORGES.put(kind, new Forge(kind, BAIT.url()));
        }
    }

    @AfterAll
    static void nobodyFollowedAToken() {
        BAIT.close();
        assertThat(BAIT.visits()).isZero();
    }

    static Stream<Arguments> attacks() {
        return onEveryKind(Attack.all());
    }

    static Stream<Arguments> claims() {
        return onEveryKind(Attack.claims());
    }

    /** But a secret has no public key to confuse it with. */
    private static Stream<Arguments> onEveryKind(Stream<Attack> attacks) {
        return attacks.flatMap(attack -> Arrays.stream(KeyKind.values())
                .filter(kind -> attack.token(forge(kind)).isPresent())
                .map(kind -> Arguments.of(kind, attack)));
    }

    private static Forge forge(KeyKind kind) {
        return Optional.ofNullable(FORGES.get(kind)).orElseThrow();
    }

    private static Verdict verdict(KeyKind kind, Attack attack) {
        return World.of(kind).verifier.verify(attack.token(forge(kind)).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void takesTheTokenThatTheAttacksAreMadeOf(KeyKind kind) {
        assertThat(World.of(kind).verifier.verify(forge(kind).token())).isInstanceOf(Verdict.Authenticated.class);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refusesAForgeryAndSaysNoMore(KeyKind kind, Attack attack) {
        assertThat(verdict(kind, attack)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @ParameterizedTest
    @MethodSource("claims")
    void refusesWrongClaimsUnderAGoodSignature(KeyKind kind, Attack attack) {
        assertThat(verdict(kind, attack))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Code.INVALID_TOKEN));
    }
}
