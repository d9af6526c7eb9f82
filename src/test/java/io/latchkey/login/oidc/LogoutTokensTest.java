package io.latchkey.login.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.latchkey.config.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenID Connect Back-Channel Logout 1.0 section 2.6, against a provider that publishes one key. */
class LogoutTokensTest {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private static HttpServer provider;
    private static String issuer;
    private static RsaJsonWebKey key;

    private final LogoutTokens tokens =
            new LogoutTokens(new OidcProvider(new SettingsLoader(properties(), Map.of()).load(), Clock.systemUTC()));

    @BeforeAll
    static void publish() throws IOException, JoseException {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("one");
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
        answer(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer + "/keys\"}");
        answer("/keys", new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        provider.start();
    }

    @AfterAll
    static void stop() {
        provider.stop(0);
    }

    private static void answer(String path, String body) {
        provider.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("latchkey.login", "oidc");
        properties.setProperty("latchkey.oidc.provider", issuer);
        properties.setProperty("latchkey.oidc.client-id", "latchkey");
        properties.setProperty("latchkey.oidc.client-secret", "s");
        return properties;
    }

    @Test
    void aGoodTokenNamesTheSessionAndTheUser() throws Exception {
        LogoutTokens.Logout logout = tokens.verify(sign(claims(), key));
        assertThat(logout.session()).contains("their-session");
        assertThat(logout.subject()).contains("their-user");
    }

    @Test
    void aTokenForAllSessionsOfAUserNeedsNoSession() throws Exception {
        JwtClaims claims = claims();
        claims.unsetClaim("sid");
        assertThat(tokens.verify(sign(claims, key)).session()).isEmpty();
    }

    @Test
    void aTokenCountsOnce() throws Exception {
        String token = sign(claims(), key);
        tokens.verify(token);
        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOf(LogoutTokens.InvalidException.class)
                .hasMessageContaining("before");
    }

    static Stream<Named<Consumer<JwtClaims>>> wrong() {
        return Stream.of(
                Named.of("another issuer", claims -> claims.setIssuer("https://evil.example")),
                Named.of("another audience", claims -> claims.setAudience("somebody-else")),
                Named.of("no audience", claims -> claims.unsetClaim("aud")),
                Named.of("no event", claims -> claims.unsetClaim("events")),
                Named.of("another event", claims -> claims.setClaim("events", Map.of("x", Map.of()))),
                Named.of("events that are no object", claims -> claims.setClaim("events", List.of(EVENT))),
                Named.of("a nonce, as an ID token has", claims -> claims.setClaim("nonce", "n")),
                Named.of("no id", claims -> claims.unsetClaim("jti")),
                Named.of("no end", claims -> claims.unsetClaim("exp")),
                Named.of("ended", claims -> claims.setClaim("exp", now() - 600)),
                Named.of("issued long ago", claims -> claims.setClaim("iat", now() - 3_600)),
                Named.of("issued in the future", claims -> claims.setClaim("iat", now() + 3_600)),
                Named.of("no time", claims -> claims.unsetClaim("iat")),
                Named.of("a session that is a number", claims -> claims.setClaim("sid", 7)),
                Named.of("nobody", claims -> {
                    claims.unsetClaim("sid");
                    claims.unsetClaim("sub");
                }));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aTokenWithAWrongClaimIsRefused(Consumer<JwtClaims> change) throws Exception {
        JwtClaims claims = claims();
        change.accept(claims);
        String token = sign(claims, key);
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(LogoutTokens.InvalidException.class);
    }

    @Test
    void aTokenSignedByAnotherKeyIsRefused() throws Exception {
        RsaJsonWebKey other = RsaJwkGenerator.generateJwk(2048);
        other.setKeyId("one");
        String forged = sign(claims(), other);
        assertThatThrownBy(() -> tokens.verify(forged)).isInstanceOf(LogoutTokens.InvalidException.class);
    }

    @Test
    void thePublicKeyIsNoSecretToSignWith() throws Exception {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims().toJson());
        jws.setAlgorithmHeaderValue("HS256");
        jws.setKeyIdHeaderValue("one");
        jws.setKey(new HmacKey(key.getRsaPublicKey().getEncoded()));
        String forged = jws.getCompactSerialization();
        assertThatThrownBy(() -> tokens.verify(forged)).isInstanceOf(LogoutTokens.InvalidException.class);
    }

    @Test
    void anotherTypeOfTokenIsRefused() throws Exception {
        JsonWebSignature jws = jws(claims(), key);
        jws.setHeader("typ", "at+jwt");
        String token = jws.getCompactSerialization();
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(LogoutTokens.InvalidException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void whatIsNoTokenIsRefused(String text) {
        assertThatThrownBy(() -> tokens.verify(text)).isInstanceOf(LogoutTokens.InvalidException.class);
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience("latchkey");
        claims.setSubject("their-user");
        claims.setClaim("sid", "their-session");
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setClaim("iat", now());
        claims.setClaim("exp", now() + 120);
        claims.setClaim("events", Map.of(EVENT, Map.of()));
        return claims;
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static JsonWebSignature jws(JwtClaims claims, RsaJsonWebKey signer) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setAlgorithmHeaderValue("RS256");
        jws.setKeyIdHeaderValue("one");
        jws.setHeader("typ", "logout+jwt");
        jws.setKey(signer.getPrivateKey());
        return jws;
    }

    private static String sign(JwtClaims claims, RsaJsonWebKey signer) throws JoseException {
        return jws(claims, signer).getCompactSerialization();
    }
}
