package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.protocol.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenVerifierTest {
    private static final Map<KeyKind, Forge> FORGES = new EnumMap<>(KeyKind.class);

    static {
        for (KeyKind kind : KeyKind.values()) {
            FORGES.put(kind, new Forge(kind));
        }
    }

    private static final Forge FORGE = forge(KeyKind.HS256);

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void understandsEveryClaim(KeyKind kind) {
        AuthData auth = accepted(World.of(kind).verifier.verify(forge(kind).token()));

        assertThat(auth.userId()).isEqualTo("ann");
        assertThat(auth.user().toString()).isEqualTo("{\"name\":\"Ann\",\"id\":\"ann\"}");
        assertThat(auth.groups()).containsExactly("staff");
        assertThat(auth.source()).isEqualTo(AuthData.Source.PROVISION);
        assertThat(auth.grants()).hasSize(1);
        assertThat(auth.data().getInt("n")).isEqualTo(1);
        assertThat(auth.tokenId()).isEqualTo("t1");
        assertThat(auth.session()).isEqualTo("s1");
        assertThat(auth.issuedAt()).isEqualTo(World.NOW);
        assertThat(auth.expiresAt()).isEqualTo(World.NOW.plusSeconds(600));
        assertThat(auth.controlSequence()).contains(new ControlSequence("db1", 7));
        assertThat(auth.version()).isZero();
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void takesATokenWithoutKidOnlyUnderASecret(KeyKind kind) {
        String header = "{\"alg\":\"" + kind + "\",\"typ\":\"latchkey-room+jwt\"}";
        Verdict verdict = World.of(kind)
                .verifier
                .verify(forge(kind).sign(header, Forge.claims().toString()));

        assertThat(verdict instanceof Verdict.Authenticated).isEqualTo(kind == KeyKind.HS256);
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void refusesATokenOfAnotherKey(KeyKind kind) {
        for (KeyKind other : KeyKind.values()) {
            if (other != kind) {
                assertRefused(World.of(kind).verifier.verify(forge(other).token()), Code.INVALID_TOKEN);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"614, true", "615, false"})
    void expiresAfterTheLeeway(int seconds, boolean good) {
        World world = World.of(KeyKind.HS256);
        accepted(world.verifier.verify(FORGE.token()));
        world.pass(Duration.ofSeconds(seconds));

        Verdict verdict = world.verifier.verify(FORGE.token());
        if (good) {
            accepted(verdict);
        } else {
            assertRefused(verdict, Code.TOKEN_EXPIRED);
        }
    }

    @Test
    void tellsExpiryOnlyToTheHolderOfAGoodSignature() {
        World world = World.of(KeyKind.HS256);
        world.pass(Duration.ofHours(1));

        assertRefused(world.verifier.verify(FORGE.token() + "A"), Code.INVALID_TOKEN);
        assertRefused(world.verifier.verify(FORGE.token()), Code.TOKEN_EXPIRED);
    }

    @Test
    void refusesATokenOfAnotherDatabaseOrOfALostFutureOfThisOne() {
        assertRefused(verify(Forge.with("cs", "\"db2.7\"")), Code.TOKEN_REVOKED);
        assertRefused(verify(Forge.with("cs", "\"db1.8\"")), Code.TOKEN_REVOKED);
    }

    @Test
    void asksForTheControlSequenceAgainForATokenItKnows() {
        World world = World.of(KeyKind.HS256);
        accepted(world.verifier.verify(FORGE.token()));
        world.sequence.set(new ControlSequence("db2", 7));

        assertRefused(world.verifier.verify(FORGE.token()), Code.TOKEN_REVOKED);
    }

    @Test
    void takesATokenOnceItsTimeHasComeThoughItWasRefusedBefore() {
        World world = World.of(KeyKind.HS256);
        String token = FORGE.token(Forge.with("nbf", Long.toString(World.NOW.getEpochSecond() + 60)));
        assertRefused(world.verifier.verify(token), Code.INVALID_TOKEN);
        world.now.set(Instant.ofEpochSecond(World.NOW.getEpochSecond() + 60));

        accepted(world.verifier.verify(token));
    }

    private static Forge forge(KeyKind kind) {
        return Optional.ofNullable(FORGES.get(kind)).orElseThrow();
    }

    private static Verdict verify(String claims) {
        return World.of(KeyKind.HS256).verifier.verify(FORGE.token(claims));
    }

    private static AuthData accepted(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Authenticated.class);
        return ((Verdict.Authenticated) verdict).auth();
    }

    private static void assertRefused(Verdict verdict, Code code) {
        assertThat(verdict).isInstanceOf(Refused.class);
        assertThat(((Refused) verdict).code()).isEqualTo(code);
    }
}
