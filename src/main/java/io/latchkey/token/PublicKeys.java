package io.latchkey.token;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArrayBuilder;
import java.security.PublicKey;
import java.util.List;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The keys as anyone may see them. */
final class PublicKeys {
    private PublicKeys() {}

    /** A JWK set (RFC 7517 section 5): of a key pair the public part, of a secret nothing. */
    static String jwks(List<SigningKey> keys) {
        JsonArrayBuilder set = Json.array();
        for (SigningKey key : keys) {
            if (key.verifying() instanceof PublicKey pub) {
                set.add(Json.trusted(jwk(key, pub)));
            }
        }
        return Json.object().add("keys", set).build().toString();
    }

    private static String jwk(SigningKey key, PublicKey pub) {
        try {
            PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(pub);
            jwk.setKeyId(key.kid());
            jwk.setAlgorithm(key.algorithm());
            jwk.setUse("sig");
            return jwk.toJson(OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException e) {
            throw new IllegalStateException("a public key can't be written as a JWK");
        }
    }
}
