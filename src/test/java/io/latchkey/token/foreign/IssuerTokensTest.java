package io.latchkey.token.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.AuthData;
import io.latchkey.api.AuthData.Source;
import io.latchkey.protocol.Code;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tokens of a trusted issuer count, and for what. */
class IssuerTokensTest {
    private final IssuerWorld world =
            new IssuerWorld(",\"groupsClaim\":\"realm_access.roles\",\"algorithms\":[\"RS256\"]");

    @AfterEach
    void close() {
        world.close();
    }

    private static AuthData accepted(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Authenticated.class);
        return ((Verdict.Authenticated) verdict).auth();
    }

    private static Code refused(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Refused.class);
        return ((Refused) verdict).code();
    }

    private String with(Consumer<JwtClaims> change) {
        JwtClaims claims = TestIssuer.claims("ann", IssuerWorld.NOW);
        change.accept(claims);
        return world.issuer.sign(claims, jws -> {});
    }

    @Test
    void namesTheUserBehindThePrefixWithGroupsOfAPathAndTheRightsOfThePolicy() {
        AuthData auth = accepted(world.verify(with(claims -> {
            claims.setClaim("realm_access", Map.of("roles", List.of("staff", "dev")));
            claims.setClaim("name", "Ann");
            claims.setClaim("email", "ann@example.test");
            claims.setClaim("grants", List.of(Map.of("room", "**", "access", "admin")));
        })));

        assertThat(auth.userId()).isEqualTo("ex:ann");
        assertThat(auth.user()).hasToString("{\"id\":\"ex:ann\",\"name\":\"Ann\"}");
        assertThat(auth.groups()).containsExactlyInAnyOrder("staff", "dev");
        assertThat(auth.source()).isEqualTo(Source.POLICY);
        assertThat(auth.controlSequence()).isEmpty();
    }

    @Test
    void takesAnIssuersGrantsOnlyWhereTheyAreTrusted() {
        try (IssuerWorld trusting = new IssuerWorld(",\"trustGrants\":true")) {
            JwtClaims claims = TestIssuer.claims("ann", IssuerWorld.NOW);
            assertThat(accepted(trusting.verify(trusting.issuer.sign(claims, jws -> {})))
                            .source())
                    .isEqualTo(Source.POLICY);
            claims.setClaim("grants", List.of(Map.of("room", "a", "access", "write")));
            AuthData auth = accepted(trusting.verify(trusting.issuer.sign(claims, jws -> {})));
            assertThat(auth.source()).isEqualTo(Source.ISSUER);
            assertThat(auth.grants()).hasSize(1);
            claims.setClaim("grants", List.of(Map.of("room", "a", "access", "everything")));
            assertThat(refused(trusting.verify(trusting.issuer.sign(claims, jws -> {}))))
                    .isEqualTo(Code.INVALID_TOKEN);
        }
    }

    static Stream<Arguments> claims() {
        long now = IssuerWorld.NOW.getEpochSecond();
        return Stream.of(
                claim("another audience", c -> c.setAudience("other")),
                claim("audiences without ours", c -> c.setAudience("a", "b")),
                claim("no audience", c -> c.unsetClaim("aud")),
                claim("no iat", c -> c.unsetClaim("iat")),
                claim("no exp", c -> c.unsetClaim("exp")),
                claim("exp as text", c -> c.setClaim("exp", Long.toString(now + 60))),
                claim("exp before iat", c -> c.setClaim("exp", now - 1)),
                claim("a life over the limit", c -> c.setClaim("exp", now + 13 * 3600)),
                claim("iat to come", c -> c.setClaim("iat", now + 60)),
                claim("nbf to come", c -> c.setClaim("nbf", now + 60)),
                claim("no user", c -> c.unsetClaim("sub")),
                claim("a number as the user", c -> c.setClaim("sub", 7)),
                claim("an empty user", c -> c.setClaim("sub", "")),
                claim("a user with a line end", c -> c.setClaim("sub", "a\nb")),
                claim("a long user", c -> c.setClaim("sub", "u".repeat(126))),
                claim("groups as text", c -> c.setClaim("realm_access", Map.of("roles", "staff"))),
                claim("a logout token", c -> c.setClaim("events", Map.of("logout", Map.of()))));
    }

    private static Arguments claim(String name, Consumer<JwtClaims> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void refusesWhatIsWrongInTheClaims(String name, Consumer<JwtClaims> change) {
        assertThat(refused(world.verify(with(change)))).isEqualTo(Code.INVALID_TOKEN);
    }

    @Test
    void tellsAnExpiredTokenApartAlsoWhenItWasSeenBefore() {
        String token = world.token();
        accepted(world.verify(token));
        world.pass(Duration.ofSeconds(3616));
        assertThat(refused(world.verify(token))).isEqualTo(Code.TOKEN_EXPIRED);
    }

    static Stream<Arguments> headers() {
        RsaJsonWebKey attacker = TestIssuer.key("k1");
        return Stream.of(
                header("jku", jws -> jws.setHeader("jku", "%s/jwks")),
                header("x5u", jws -> jws.setHeader("x5u", "%s/x5u")),
                header("jwk", jws -> jws.setJwkHeader(attacker)),
                header("x5c", jws -> jws.setHeader("x5c", List.of())),
                header("crit", jws -> jws.setHeader("crit", List.of("exp"))),
                header("our own type", jws -> jws.setHeader("typ", "latchkey-room+jwt")),
                header("a logout token's type", jws -> jws.setHeader("typ", "logout+jwt")),
                header("a type that is no text", jws -> jws.setHeader("typ", List.of())),
                header("another algorithm", jws -> jws.setAlgorithmHeaderValue("RS512")),
                header("an unknown kid", jws -> jws.setKeyIdHeaderValue("../../k1")),
                header("another key", jws -> jws.setKey(attacker.getPrivateKey())));
    }

    private static Arguments header(String name, Consumer<JsonWebSignature> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void refusesWhatIsWrongInTheHeaderAndFollowsNoUrlOfIt(String name, Consumer<JsonWebSignature> change) {
        try (OtherServer listener = new OtherServer().at("/", 200, world.issuer.jwks())) {
            String token = world.issuer.sign(TestIssuer.claims("ann", IssuerWorld.NOW), jws -> {
                change.accept(jws);
                for (String url : List.of("jku", "x5u")) {
                    if (jws.getHeaders().getStringHeaderValue(url) != null) {
                        jws.setHeader(url, listener.uri("/" + url).toString());
                    }
                }
            });
            assertThat(refused(world.verify(token))).isEqualTo(Code.INVALID_TOKEN);
            assertThat(listener.paths()).isEmpty();
        }
    }

    @Test
    void takesAnIssuerThatIsNoOneOfOursForNobodysAndAsksNobody() {
        try (OtherServer listener = new OtherServer().at("/", 200, world.issuer.jwks())) {
            JwtClaims claims = TestIssuer.claims("ann", IssuerWorld.NOW);
            claims.setIssuer(listener.uri("").toString());
            assertThat(world.tokens.verify(world.issuer.sign(claims, jws -> {})))
                    .isEmpty();
            String twice = claims.toJson().replaceFirst("\\{", "{\"iss\":\"" + TestIssuer.ISSUER + "\",");
            assertThat(world.tokens.verify(TestIssuer.sign(twice, world.issuer.key(), jws -> {})))
                    .isEmpty();
            assertThat(world.tokens.verify("no token")).isEmpty();
            assertThat(listener.paths()).isEmpty();
        }
    }

    @Test
    void doesNotTakeALaterSightForALaterIssue() {
        String ahead = with(claims -> claims.setClaim("iat", IssuerWorld.NOW.getEpochSecond() + 10));
        assertThat(accepted(world.verify(ahead)).issuedAt()).isEqualTo(IssuerWorld.NOW);
        world.pass(Duration.ofMinutes(1));
        assertThat(accepted(world.verify(ahead)).issuedAt()).isEqualTo(IssuerWorld.NOW);
    }
}
