package io.latchkey.token;

import java.security.Key;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.lang.JoseException;

/**
 * The JWE around a token that its holder must not read (RFC 7516, {@code dir} and A256GCM).
 *
 * @param kid of the generation that it belongs to
 */
record Encryption(String kid, Key key) {
    static final String ALGORITHM = "dir";
    static final String METHOD = "A256GCM";

    String wrap(String type, String jws) {
        try {
            JsonWebEncryption jwe = new JsonWebEncryption();
            jwe.setAlgorithmHeaderValue(ALGORITHM);
            jwe.setEncryptionMethodHeaderParameter(METHOD);
            jwe.setHeader("typ", type);
            jwe.setKeyIdHeaderValue(kid);
            jwe.setContentTypeHeaderValue("JWT");
            jwe.setKey(key);
            jwe.setPayload(jws);
            return jwe.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("encrypting a token failed");
        }
    }

    Optional<String> unwrap(String compact) {
        try {
            JsonWebEncryption jwe = new JsonWebEncryption();
            jwe.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, ALGORITHM));
            jwe.setContentEncryptionAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, METHOD));
            jwe.setCompactSerialization(compact);
            jwe.setKey(key);
            return Optional.of(jwe.getPayload());
        } catch (JoseException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return METHOD + " " + kid;
    }
}
