package io.latchkey.token;

import java.security.Key;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * One key and the one algorithm that it is for (RFC 8725 section 3.1): a public key is never taken for an HMAC secret.
 *
 * @param signing empty for a key that verifies only
 */
record SigningKey(String kid, String algorithm, Optional<Key> signing, Key verifying) {
    /** Whether a token may leave the {@code kid} out. */
    boolean isSymmetric() {
        return algorithm.equals("HS256");
    }

    boolean verifies(String compact) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, algorithm));
            jws.setCompactSerialization(compact);
            jws.setKey(verifying);
            return jws.verifySignature();
        } catch (JoseException e) {
            return false;
        }
    }

    /** @throws IllegalStateException when the key can't sign */
    String sign(String type, String payload) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmHeaderValue(algorithm);
            jws.setHeader("typ", type);
            jws.setKeyIdHeaderValue(kid);
            jws.setPayload(payload);
            jws.setKey(signing.orElseThrow(() -> new IllegalStateException("the key verifies only")));
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            // the library's message may quote its input
            throw new IllegalStateException("signing with " + algorithm + " failed");
        }
    }

    @Override
    public String toString() {
        return algorithm + " " + kid;
    }
}
