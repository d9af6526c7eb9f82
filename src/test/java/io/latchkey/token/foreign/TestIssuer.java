package io.latchkey.token.foreign;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** A login of another house: keys, and tokens signed with them. */
public final class TestIssuer {
    /** {@code iss}, which is no address that anything could be fetched from. */
    public static final String ISSUER = "https://login.example.test";

    private final List<RsaJsonWebKey> keys = new ArrayList<>();

    public TestIssuer() {
        rotate("k1");
    }

    /** A new key, which signs from now on. */
    public void rotate(String kid) {
        keys.add(0, key(kid));
    }

    /** Withdraws every key but the one that signs. */
    public void withdrawOld() {
        keys.subList(1, keys.size()).clear();
    }

    public static RsaJsonWebKey key(String kid) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(kid);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public RsaJsonWebKey key() {
        return keys.get(0);
    }

    /** What it publishes. */
    public String jwks() {
        JsonWebKeySet set = new JsonWebKeySet();
        keys.forEach(set::addJsonWebKey);
        return set.toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    /** The claims of a good token, an hour long. */
    public static JwtClaims claims(String user, Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("rooms");
        claims.setSubject(user);
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setClaim("iat", now.getEpochSecond());
        claims.setClaim("exp", now.getEpochSecond() + 3600);
        return claims;
    }

    public String token(String user, Instant now) {
        return sign(claims(user, now), jws -> {});
    }

    /** Signs claims under a header that the test may change. */
    public String sign(JwtClaims claims, Consumer<JsonWebSignature> header) {
        return sign(claims.toJson(), key(), header);
    }

    public static String sign(String payload, RsaJsonWebKey key, Consumer<JsonWebSignature> header) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue("RS256");
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setPayload(payload);
        jws.setKey(key.getPrivateKey());
        header.accept(jws);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
