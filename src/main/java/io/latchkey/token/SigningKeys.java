package io.latchkey.token;

import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.config.SettingsException;
import io.latchkey.store.Secrets;
import io.latchkey.store.SigningKeyStore;
import io.latchkey.store.StoreException;
import io.latchkey.store.StoredKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of room tokens: the first signs, all verify. Those of a file or setting stay as they are; those that the
 * database keeps can be rotated. For use by many threads.
 */
public final class SigningKeys {
    private static final Logger LOG = System.getLogger(SigningKeys.class.getName());
    private static final String ENCRYPTION = "token.a256gcm";

    /** Within this every node has heard of a rotation, and a token that was being signed is counted. */
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final boolean encrypts;
    private final boolean rotates;
    private final SigningKeyStore store;
    private final TokenCounts counts;
    private final Duration leeway;
    private final Clock clock;
    private volatile List<Generation> generations;

    private SigningKeys(TokenSettings settings, List<Generation> fixed, SigningKeyStore store, Clock clock) {
        this.encrypts = settings.encrypt();
        this.rotates = fixed.isEmpty();
        this.store = store;
        this.counts = new TokenCounts(store);
        this.leeway = settings.leeway();
        this.clock = clock;
        this.generations = rotates ? stored() : fixed;
    }

    /**
     * Takes the keys of the settings; where there are none, those that the database keeps.
     *
     * @throws SettingsException when a key is unusable or weak
     * @throws StoreException when the database is asked and does not answer
     */
    public static SigningKeys load(TokenSettings settings, Secrets secrets, SigningKeyStore store, Clock clock) {
        List<SigningKey> fixed = settings.keys()
                .map(setting -> KeyFile.load(setting.value()))
                .or(() -> settings.secret().map(secret -> List.of(HmacKeys.ofSetting(secret.value()))))
                .orElse(List.of());
        Optional<byte[]> encryption = settings.encrypt() && !fixed.isEmpty()
                ? Optional.of(secrets.getOrCreate(ENCRYPTION, SigningKeys::random))
                : Optional.empty();
        List<Generation> generations = fixed.stream()
                .map(key -> new Generation(
                        key, encryption.map(secret -> Generation.encryption(key, secret)), Optional.empty()))
                .toList();
        return new SigningKeys(settings, generations, store, clock);
    }

    private List<Generation> stored() {
        return store.generations(SigningKeys::random).stream()
                .map(key -> Generation.of(key, encrypts))
                .toList();
    }

    /** The generation that signs now. */
    Generation signing() {
        return generations.get(0);
    }

    SigningKey signer() {
        return signing().key();
    }

    boolean encrypts() {
        return encrypts;
    }

    /** The key for a token's header; it must be of that algorithm, and named unless it is symmetric. */
    Optional<SigningKey> find(Optional<String> kid, String algorithm) {
        return generations.stream()
                .map(Generation::key)
                .filter(key -> kid.map(key.kid()::equals).orElseGet(key::isSymmetric))
                .filter(key -> key.algorithm().equals(algorithm))
                .findFirst();
    }

    Optional<Encryption> encryption(String kid) {
        return generations.stream()
                .flatMap(generation -> generation.encryption().stream())
                .filter(encryption -> encryption.kid().equals(kid))
                .findFirst();
    }

    /** A token of this key leaves. */
    void issued(SigningKey key, Instant expires) {
        counts.add(key.kid(), expires);
    }

    /** The JWK set (RFC 7517) of the public keys; empty where the keys are secrets. */
    public String published() {
        return PublicKeys.jwks(generations.stream().map(Generation::key).toList());
    }

    /**
     * Every key that verifies, the one that signs first.
     *
     * @throws StoreException when the database does not answer
     */
    public synchronized List<ListedKey> list() {
        List<Generation> now = generations;
        Map<String, Long> tokens = counts.unexpired(clock.instant());
        return now.stream()
                .map(generation -> new ListedKey(
                        generation.key().kid(),
                        generation.key().algorithm(),
                        generation.equals(now.get(0)),
                        generation.stored().map(StoredKey::created),
                        generation.retired(),
                        tokens.getOrDefault(generation.key().kid(), 0L)))
                .toList();
    }

    /**
     * Signs with a new key from here on; tokens of the one before stay good until they expire.
     *
     * @return false where the keys come from a file or setting, and only their owner can change them
     * @throws StoreException when the database does not answer
     */
    public synchronized boolean rotate() {
        if (rotates) {
            counts.flush(oldest());
            store.add(random(), clock.instant());
            generations = stored();
            LOG.log(Level.INFO, "Tokens are signed by the new key " + signer().kid());
        }
        return rotates;
    }

    /**
     * To be called once a second, and when the server stops: makes the counts durable, takes up what another node
     * rotated, and withdraws each retired key whose last token has expired.
     */
    public synchronized void tick() {
        try {
            counts.flush(oldest());
            if (rotates) {
                generations = stored();
                withdrawUnused();
            }
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "Signing keys are looked after again in a second", e);
        }
    }

    private void withdrawUnused() {
        if (generations.stream().noneMatch(this::isSettled)) {
            return;
        }
        Map<String, Long> tokens = counts.unexpired(oldest());
        for (Generation generation : generations) {
            if (isSettled(generation) && !tokens.containsKey(generation.key().kid())) {
                store.remove(generation.stored().orElseThrow());
                LOG.log(Level.INFO, "The key " + generation.key().kid() + " is withdrawn: its last token has expired");
            }
        }
        generations = stored();
    }

    private boolean isSettled(Generation generation) {
        return generation
                .retired()
                .filter(since -> since.plus(SETTLE).isBefore(clock.instant()))
                .isPresent();
    }

    /** A token that expired then is still accepted now. */
    private Instant oldest() {
        return clock.instant().minus(leeway).minusSeconds(1);
    }

    private static byte[] random() {
        byte[] bytes = new byte[HmacKeys.BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
