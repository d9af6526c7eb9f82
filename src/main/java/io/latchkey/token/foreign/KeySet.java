package io.latchkey.token.foreign;

import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The keys of one issuer at one moment. Immutable. */
record KeySet(List<IssuerKey> keys) {
    private static final int MAX_KEYS = 100;

    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * A JWK set (RFC 7517); what is in it that we can't use is left out.
     *
     * @throws IOException when it is none, or has no key of use
     */
    static KeySet parse(String text) throws IOException {
        try {
            return of(Json.parseObject(text));
        } catch (ProtocolException e) {
            throw new IOException("the JWK set is malformed");
        }
    }

    static KeySet of(JsonObject json) throws IOException {
        if (!(json.get("keys") instanceof JsonArray array) || array.size() > MAX_KEYS) {
            throw new IOException("not a JWK set of at most " + MAX_KEYS + " keys");
        }
        List<IssuerKey> keys = new ArrayList<>();
        for (JsonValue jwk : array) {
            key(jwk).ifPresent(keys::add);
        }
        if (keys.isEmpty()) {
            throw new IOException("no public key of use: RSA of 2048 bits or more, P-256, P-384 or Ed25519");
        }
        return new KeySet(keys);
    }

    private static Optional<IssuerKey> key(JsonValue jwk) {
        try {
            return IssuerKey.of(PublicJsonWebKey.Factory.newPublicJwk(jwk.toString()));
        } catch (JoseException | IllegalArgumentException | ClassCastException e) {
            return Optional.empty(); // an issuer may publish keys for others, of kinds not known here
        }
    }

    /**
     * The key that a header names, or else the only one there can be: of those without a name when the header has one
     * (PEM has no names), of all when it has none.
     */
    Optional<IssuerKey> find(Optional<String> kid, String algorithm) {
        List<IssuerKey> fitting =
                keys.stream().filter(key -> key.isFor(algorithm)).toList();
        List<IssuerKey> named =
                fitting.stream().filter(key -> kid.equals(key.kid())).toList();
        List<IssuerKey> possible = kid.isEmpty()
                ? fitting
                : named.isEmpty()
                        ? fitting.stream().filter(key -> key.kid().isEmpty()).toList()
                        : named;
        return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
    }
}
