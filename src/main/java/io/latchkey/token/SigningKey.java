package io.latchkey.token;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
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

    /**
     * Whether the signature is this key's by its one algorithm. The header is not looked at: it has been read already,
     * and a library's second reading of it costs more than the signature.
     */
    boolean verifies(String compact) {
        int end = compact.lastIndexOf('.');
        try {
            JsonWebSignatureAlgorithm verifier = AlgorithmFactoryFactory.getInstance()
                    .getJwsAlgorithmFactory()
                    .getAlgorithm(algorithm);
            verifier.validateVerificationKey(verifying);
            return verifier.verifySignature(
                    Base64.getUrlDecoder().decode(compact.substring(end + 1)),
                    verifying,
                    compact.substring(0, Math.max(0, end)).getBytes(StandardCharsets.US_ASCII),
                    new ProviderContext());
        } catch (JoseException | IllegalArgumentException e) {
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
