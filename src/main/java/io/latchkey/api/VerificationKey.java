package io.latchkey.api;

import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key and the only algorithms that it may be used with (RFC 8725 section 3.1), so that no token can choose another: a
 * secret verifies HS256, an RSA key RS256 or PS256, a P-256 key ES256, an Ed25519 key EdDSA. Immutable.
 */
public record VerificationKey(Key key, Set<String> algorithms) {
    private static final int MIN_SECRET_BYTES = 32;
    private static final int MIN_RSA_BITS = 2048;
    private static final int P256_BITS = 256;

    /** @throws IllegalArgumentException when the key is weak, of another kind, or not for one of the algorithms */
    public VerificationKey {
        algorithms = Set.copyOf(algorithms);
        if (algorithms.isEmpty() || !fitting(key).containsAll(algorithms)) {
            throw new IllegalArgumentException("this key can be used with " + fitting(key) + ", not with " + algorithms
                    + "; a secret needs 256" + " bits, an RSA key 2048");
        }
    }

    /** HS256. */
    public static VerificationKey secret(byte[] secret) {
        return new VerificationKey(new SecretKeySpec(secret, "HmacSHA256"), Set.of("HS256"));
    }

    public static VerificationKey of(PublicKey key, String algorithm) {
        return new VerificationKey(key, Set.of(algorithm));
    }

    private static Set<String> fitting(Key key) {
        if (key instanceof SecretKey secret && secret.getEncoded().length >= MIN_SECRET_BYTES) {
            return Set.of("HS256");
        }
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            return Set.of("RS256", "PS256");
        }
        if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == P256_BITS) {
            return Set.of("ES256");
        }
        return key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")
                ? Set.of("EdDSA")
                : Set.of();
    }

    /** Without the key, which must not reach a log. */
    @Override
    public String toString() {
        return algorithms.toString();
    }
}
