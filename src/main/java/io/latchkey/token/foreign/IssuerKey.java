package io.latchkey.token.foreign;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * A public key of a trusted issuer and what it may be used for (RFC 8725 section 3.1).
 *
 * @param algorithm the one that the issuer binds the key to
 * @param family what the key is: {@code RSA}, or the name of a curve
 */
record IssuerKey(Optional<String> kid, Optional<String> algorithm, String family, PublicKey key) {
    private static final int MIN_RSA_BITS = 2048;

    /** Which kind of key an algorithm takes: asymmetric ones only, since a published key is nobody's secret. */
    static final Map<String, String> FAMILIES = Map.of(
            "RS256", "RSA", "RS384", "RSA", "RS512", "RSA", "PS256", "RSA", "PS384", "RSA", "PS512", "RSA", "ES256",
            "P-256", "ES384", "P-384", "EdDSA", "Ed25519");

    /** Empty for a key that can't verify a signature as we want one. */
    static Optional<IssuerKey> of(PublicJsonWebKey jwk) {
        String family = "";
        if (jwk.getPublicKey() instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            family = "RSA";
        } else if (jwk instanceof EllipticCurveJsonWebKey curve) {
            family = curve.getCurveName();
        } else if (jwk instanceof OctetKeyPairJsonWebKey pair) {
            family = pair.getSubtype();
        }
        boolean usable = FAMILIES.containsValue(family) && !"enc".equals(jwk.getUse());
        return usable
                ? Optional.of(new IssuerKey(
                        Optional.ofNullable(jwk.getKeyId()),
                        Optional.ofNullable(jwk.getAlgorithm()),
                        family,
                        jwk.getPublicKey()))
                : Optional.empty();
    }

    boolean isFor(String name) {
        return family.equals(FAMILIES.get(name))
                && algorithm.filter(bound -> !bound.equals(name)).isEmpty();
    }

    boolean verifies(String compact, String name) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, name));
            jws.setCompactSerialization(compact);
            jws.setKey(key);
            return jws.verifySignature();
        } catch (JoseException e) {
            return false;
        }
    }
}
