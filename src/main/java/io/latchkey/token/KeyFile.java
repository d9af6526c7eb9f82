package io.latchkey.token;

import io.latchkey.config.SettingsException;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.Key;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/** The keys of {@code latchkey.token.keys}: a JWK set (RFC 7517) or PEM, in a file or inline. The first signs. */
final class KeyFile {
    private static final String NAME = "latchkey.token.keys";
    private static final int MIN_RSA_BITS = 2048;

    private KeyFile() {}

    /** @throws SettingsException with the key that can't be taken and why, never the key */
    static List<SigningKey> load(String setting) {
        String text = setting.startsWith("{") || setting.startsWith("-----BEGIN") ? setting : read(setting);
        List<PublicJsonWebKey> found = text.strip().startsWith("{") ? jwkSet(text) : PemKeys.parse(text);
        Map<String, SigningKey> keys = new LinkedHashMap<>();
        for (PublicJsonWebKey jwk : found) {
            SigningKey key = signingKey(jwk, keys.size() + 1);
            keys.putIfAbsent(key.kid(), key);
        }
        SigningKey first = keys.values().stream().findFirst().orElseThrow(() -> refuse("there is no key in it"));
        if (first.signing().isEmpty() || !first.verifies(first.sign("probe", "{}"))) {
            throw refuse("the first key must be a private one that fits its public one, since it signs");
        }
        return List.copyOf(keys.values());
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException e) {
            throw refuse("the file can't be read");
        }
    }

    private static List<PublicJsonWebKey> jwkSet(String text) {
        try {
            JsonObject json = Json.parseObject(text);
            JsonArray array = json.get("keys") instanceof JsonArray keys
                    ? keys
                    : Json.array().add(json).build();
            List<PublicJsonWebKey> keys = new ArrayList<>();
            for (JsonValue jwk : array) {
                keys.add(PublicJsonWebKey.Factory.newPublicJwk(jwk.toString()));
            }
            return keys;
        } catch (ProtocolException | JoseException | IllegalArgumentException | ClassCastException e) {
            // the library's message may quote the key
            throw refuse("not a JWK set of RSA, EC or OKP keys; a secret goes into latchkey.token.secret");
        }
    }

    private static SigningKey signingKey(PublicJsonWebKey jwk, int number) {
        String algorithm = algorithm(jwk)
                .orElseThrow(() -> refuse("key " + number + " must be for RS256 or PS256 (RSA of at least "
                        + MIN_RSA_BITS + " bits), ES256 (P-256) or EdDSA (Ed25519)"));
        String kid = jwk.calculateBase64urlEncodedThumbprint("SHA-256"); // RFC 7638
        PrivateKey secret = jwk.getPrivateKey();
        Optional<Key> signing = secret == null ? Optional.empty() : Optional.of(secret);
        return new SigningKey(kid, algorithm, signing, jwk.getPublicKey());
    }

    private static Optional<String> algorithm(PublicJsonWebKey jwk) {
        List<String> fitting = List.of();
        if (jwk instanceof RsaJsonWebKey
                && jwk.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            fitting = List.of("RS256", "PS256");
        } else if (jwk instanceof EllipticCurveJsonWebKey ec && "P-256".equals(ec.getCurveName())) {
            fitting = List.of("ES256");
        } else if (jwk instanceof OctetKeyPairJsonWebKey okp && "Ed25519".equals(okp.getSubtype())) {
            fitting = List.of("EdDSA");
        }
        String named = jwk.getAlgorithm();
        return fitting.stream()
                .filter(one -> (named == null || one.equals(named)) && !"enc".equals(jwk.getUse()))
                .findFirst();
    }

    static SettingsException refuse(String problem) {
        return new SettingsException(NAME + ": " + problem);
    }
}
