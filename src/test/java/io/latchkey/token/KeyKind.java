package io.latchkey.token;

import java.security.Key;
import java.util.Optional;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Every kind of key that a room token can be signed with, each with a key of its own for the whole run. */
enum KeyKind {
    HS256,
    RS256,
    PS256,
    ES256,
    EdDSA;

    @SuppressWarnings("ImmutableEnumChecker") // never written to
    private final Optional<PublicJsonWebKey> jwk;

    KeyKind() {
        this.jwk = generate(name());
    }

    String setting() {
        return jwk.isPresent() ? "latchkey.token.keys" : "latchkey.token.secret";
    }

    String value() {
        return jwk.map(key -> "{\"keys\":[" + key.toJson(OutputControlLevel.INCLUDE_PRIVATE) + "]}")
                .orElse("utf8:fWQ6zJ0cH1u8mK3rT5yB7nX9pL2vD4aS");
    }

    /** What an attacker knows. */
    Optional<Key> publicKey() {
        return jwk.map(PublicJsonWebKey::getPublicKey);
    }

    String publicJwk() {
        return jwk.map(key -> key.toJson(OutputControlLevel.PUBLIC_ONLY)).orElse("{}");
    }

    private static Optional<PublicJsonWebKey> generate(String algorithm) {
        try {
            Optional<PublicJsonWebKey> key = switch (algorithm) {
                case "RS256", "PS256" -> Optional.of(RsaJwkGenerator.generateJwk(2048));
                case "ES256" -> Optional.of(EcJwkGenerator.generateJwk(EllipticCurves.P256));
                case "EdDSA" -> Optional.of(OkpJwkGenerator.generateJwk("Ed25519"));
                default -> Optional.empty();
            };
            key.ifPresent(jwk -> jwk.setAlgorithm(algorithm));
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
