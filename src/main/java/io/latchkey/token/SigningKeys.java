package io.latchkey.token;

import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.config.SettingsException;
import io.latchkey.store.Secrets;
import java.security.Key;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** The keys of room tokens: the first signs, all verify. Immutable. */
public final class SigningKeys {
    private static final String SIGNING = "token.hs256";
    private static final String ENCRYPTION = "token.a256gcm";

    private final List<SigningKey> keys;
    private final Optional<Key> encryption;

    private SigningKeys(List<SigningKey> keys, Optional<Key> encryption) {
        this.keys = keys;
        this.encryption = encryption;
    }

    /**
     * Takes the keys of the settings; where there are none, the one that the database keeps.
     *
     * @throws SettingsException when a key is unusable or weak
     * @throws io.latchkey.store.StoreException when the database is asked and does not answer
     */
    public static SigningKeys load(TokenSettings settings, Secrets secrets) {
        List<SigningKey> keys = settings.keys()
                .map(setting -> KeyFile.load(setting.value()))
                .or(() -> settings.secret().map(secret -> List.of(HmacKeys.ofSetting(secret.value()))))
                .orElseGet(() -> List.of(HmacKeys.of(secrets.getOrCreate(SIGNING, SigningKeys::random))));
        Optional<Key> encryption = settings.encrypt()
                ? Optional.of(new SecretKeySpec(secrets.getOrCreate(ENCRYPTION, SigningKeys::random), "AES"))
                : Optional.empty();
        return new SigningKeys(keys, encryption);
    }

    SigningKey signer() {
        return keys.get(0);
    }

    /** The key for a token's header; it must be of that algorithm, and named unless it is symmetric. */
    Optional<SigningKey> find(Optional<String> kid, String algorithm) {
        return keys.stream()
                .filter(key -> kid.map(key.kid()::equals).orElseGet(key::isSymmetric))
                .filter(key -> key.algorithm().equals(algorithm))
                .findFirst();
    }

    /** Present when tokens are encrypted. */
    Optional<Key> encryption() {
        return encryption;
    }

    private static byte[] random() {
        byte[] bytes = new byte[HmacKeys.BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
