package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.api.HandshakeInfo;
import io.latchkey.api.KeyResolver;
import io.latchkey.api.RoomId;
import io.latchkey.api.UnverifiedToken;
import io.latchkey.api.VerificationKey;
import io.latchkey.protocol.Code;
import io.latchkey.token.Credential.Kind;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Keys that an application chooses by the request. */
class KeyResolverTest {
    private static final RoomId ROOM = new RoomId("acme:42");
    private static final byte[] SECRET = "a tenant's own secret of 32 bytes".getBytes(StandardCharsets.UTF_8);

    private final Forge own = new Forge(KeyKind.HS256);

    private static World world(KeyResolver resolver) {
        return new World(
                Map.of(KeyKind.HS256.setting(), KeyKind.HS256.value()), new MemoryKeys(), Optional.of(resolver));
    }

    private static String tenants() {
        return Forge.sign(
                "{\"alg\":\"HS256\",\"typ\":\"latchkey-room+jwt\",\"kid\":\"tenant-7\"}",
                Forge.claims().toString(),
                "HS256",
                new SecretKeySpec(SECRET, "HmacSHA256"));
    }

    private static Credential from(String token, String tenant) {
        Map<String, List<String>> headers =
                Map.of("X-Tenant", List.of(tenant), "Authorization", List.of("Bearer x"), "Cookie", List.of("c=1"));
        return new Credential(Kind.MESSAGE, token).from(new HandshakeInfo(Optional.of(ROOM), "192.0.2.7", headers));
    }

    @Test
    void seesTheRequestTheHeaderAndTheUnverifiedClaimsButNoCredential() {
        List<HandshakeInfo> requests = new ArrayList<>();
        List<UnverifiedToken> tokens = new ArrayList<>();
        World world = world((request, token) -> {
            requests.add(request);
            tokens.add(token);
            return Optional.of(VerificationKey.secret(SECRET));
        });

        assertThat(world.authenticator.authenticate(from(tenants(), "7"), ROOM))
                .isCompletedWithValueMatching(Verdict.Authenticated.class::isInstance);
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.room()).contains(ROOM);
            assertThat(request.address()).isEqualTo("192.0.2.7");
            assertThat(request.header("x-tenant")).contains("7");
            assertThat(request.headers()).containsOnlyKeys("x-tenant");
        });
        assertThat(tokens).singleElement().satisfies(token -> {
            assertThat(token.algorithm()).isEqualTo("HS256");
            assertThat(token.keyId()).contains("tenant-7");
            assertThat(token.unverifiedClaims().getString("sub")).isEqualTo("ann");
            assertThat(token.toString()).doesNotContain("ann");
        });
    }

    @Test
    void asksAgainForATokenThatWasGoodUnderAnotherRequest() {
        World world = world((request, token) -> request.header("x-tenant").equals(Optional.of("7"))
                ? Optional.of(VerificationKey.secret(SECRET))
                : Optional.of(
                        VerificationKey.secret("another tenant's secret, 32 bytes".getBytes(StandardCharsets.UTF_8))));

        assertThat(world.authenticator.verify(from(tenants(), "7"))).isInstanceOf(Verdict.Authenticated.class);
        assertThat(world.authenticator.verify(from(tenants(), "8"))).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void leavesTheServersOwnKeysToDecideWhereItNamesNone() {
        World world = world((request, token) -> Optional.empty());

        assertThat(world.verifier.verify(own.token())).isInstanceOf(Verdict.Authenticated.class);
        assertThat(world.verifier.verify(tenants())).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void keepsTheServersOwnKeyFromATokenForWhichItNamesAnother() {
        World world = world((request, token) -> Optional.of(VerificationKey.secret(SECRET)));

        assertThat(world.verifier.verify(own.token())).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    /** The classic: a public key is known to all, and its bytes make a fine HMAC secret. */
    @ParameterizedTest
    @EnumSource(value = KeyKind.class, mode = Mode.EXCLUDE, names = "HS256")
    void neverTakesAPublicKeyForASecret(KeyKind kind) {
        PublicKey key = (PublicKey) kind.publicKey().orElseThrow();
        World world = world((request, token) -> Optional.of(VerificationKey.of(key, kind.toString())));
        String confused = Forge.sign(
                "{\"alg\":\"HS256\",\"typ\":\"latchkey-room+jwt\"}",
                Forge.claims().toString(),
                "HS256",
                new SecretKeySpec(key.getEncoded(), "HmacSHA256"));

        assertThat(world.verifier.verify(new Forge(kind).token())).isInstanceOf(Verdict.Authenticated.class);
        assertThat(world.verifier.verify(confused)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThatThrownBy(() -> VerificationKey.of(key, "HS256")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bindsOneRsaKeyToTheAlgorithmsThatItsOwnerNamed() {
        PublicKey key = (PublicKey) KeyKind.RS256.publicKey().orElseThrow();
        World world = world((request, token) -> Optional.of(VerificationKey.of(key, "PS256")));

        assertThat(world.verifier.verify(new Forge(KeyKind.RS256).token())).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void refusesKeysThatAreWeakOrForNothing() {
        assertThatThrownBy(() -> VerificationKey.secret(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VerificationKey(new SecretKeySpec(SECRET, "HmacSHA256"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VerificationKey(new SecretKeySpec(SECRET, "HmacSHA256"), Set.of("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("tenant");
        assertThat(VerificationKey.secret(SECRET).toString()).isEqualTo("[HS256]");
    }

    @Test
    void answersThatItCantTellWhereTheApplicationFails() {
        World world = world((request, token) -> {
            throw new IllegalStateException("no tenants today");
        });

        assertThat(world.authenticator.verify(from(tenants(), "7")))
                .isInstanceOfSatisfying(
                        Verdict.Unavailable.class,
                        verdict -> assertThat(verdict.detail()).doesNotContain("tenants"));
    }

    @Test
    void isNotAskedForWhatNoKeyCouldSave() {
        World world = world((request, token) -> {
            throw new AssertionError("asked");
        });

        for (String member : List.of("\"jku\":\"https://evil.example\"", "\"crit\":[]", "\"jwk\":{}")) {
            assertThat(world.verifier.verify(
                            own.sign(own.header(member), Forge.claims().toString())))
                    .isEqualTo(new Refused(Code.INVALID_TOKEN));
        }
    }
}
