package io.latchkey.it;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Room tokens as a holder of the secret could make them, right and wrong ones. */
final class Tokens {
    /** 256 bits for the tests; {@link #SETTING} is how the server is told. */
    static final String SECRET = "an integration test's own secret, 256 bits and more";

    static final String SETTING = "utf8:" + SECRET;

    /** The shared server's first API key, with every scope. */
    static final String API_KEY = "lk_an-integration-tests-own-key-of-forty-three-c";

    static {
        Secrets.used(SECRET);
        Secrets.used(API_KEY);
    }

    private Tokens() {}

    /** The claims of a good token: the grants are its own, whatever the policy says. */
    static JwtClaims claims(String user, String room, String access) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("latchkey");
        claims.setAudience("latchkey");
        claims.setSubject(user);
        claims.setJwtId(UUID.randomUUID().toString());
        long now = Instant.now().getEpochSecond();
        claims.setClaim("iat", now - 1);
        claims.setClaim("exp", now + 600);
        claims.setClaim("sid", UUID.randomUUID().toString());
        claims.setClaim("src", "provision");
        claims.setClaim("grants", List.of(Map.of("room", room, "access", access)));
        return claims;
    }

    /** Whether a token that is made now counts as issued behind a time: {@code iat} has whole seconds. */
    static boolean isAfter(String time) {
        return Instant.now().getEpochSecond() - 1 > Instant.parse(time).getEpochSecond();
    }

    static String token(String user, String room, String access) {
        return sign(claims(user, room, access));
    }

    static String sign(JwtClaims claims) {
        return sign(claims.toJson(), "latchkey-room+jwt", SECRET);
    }

    static String sign(String payload, String type, String secret) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        jws.setHeader("typ", type);
        jws.setPayload(payload);
        jws.setKey(new HmacKey(secret.getBytes(StandardCharsets.UTF_8)));
        try {
            return Secrets.used(jws.getCompactSerialization());
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a token says, its signature unread. */
    static JsonObject payload(String token) {
        String payload = token.split("\\.", -1)[1];
        return Json.trusted(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8))
                .asJsonObject();
    }
}
