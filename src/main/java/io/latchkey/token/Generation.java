package io.latchkey.token;

import io.latchkey.store.StoredKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signing key and what goes with it.
 *
 * @param encryption of the tokens that it signs, where they are encrypted
 * @param stored where the database keeps the key
 */
record Generation(SigningKey key, Optional<Encryption> encryption, Optional<StoredKey> stored) {
    /** The encryption key comes from the same secret, so that a rotation replaces both. */
    static Generation of(StoredKey stored, boolean encrypts) {
        byte[] secret = Base64.getUrlDecoder().decode(stored.secret());
        SigningKey key = HmacKeys.of(secret);
        return new Generation(
                key,
                encrypts ? Optional.of(encryption(key, HmacKeys.derive(secret, "latchkey A256GCM"))) : Optional.empty(),
                Optional.of(stored));
    }

    static Encryption encryption(SigningKey key, byte[] secret) {
        return new Encryption(key.kid(), new SecretKeySpec(secret, "AES"));
    }

    Optional<Instant> retired() {
        return stored.flatMap(StoredKey::retired);
    }
}
