package io.latchkey.token;

import io.latchkey.access.Ceiling;
import io.latchkey.access.Scope;
import io.latchkey.config.Secret;
import io.latchkey.store.ApiKeyStore;
import io.latchkey.store.StoredApiKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * API keys: made, looked up by the hash of their secret, listed and withdrawn. The first one, with every scope, comes
 * from a setting and is in no list. For use by many threads.
 */
public final class ApiKeys {
    private static final Logger LOG = System.getLogger(ApiKeys.class.getName());
    private static final String PREFIX = "lk_";
    private static final String FIRST = "bootstrap";
    private static final int GUESSABLE = 32;

    private final ApiKeyStore store;
    private final Optional<String> first;
    private final Clock clock;

    /** A new key; the secret is told this once and known nowhere. */
    public record Made(ApiKey key, String secret) {
        /** What it is; the secret must not reach a log. */
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /** @param first {@code latchkey.api-key} */
    public ApiKeys(ApiKeyStore store, Optional<Secret> first, Clock clock) {
        this.store = store;
        this.first = first.map(secret -> RandomSecret.hash(secret.value()));
        this.clock = clock;
        if (first.filter(secret -> secret.value().length() < GUESSABLE).isPresent()) {
            LOG.log(Level.WARNING, "latchkey.api-key is short enough to be guessed: make it of 32 random characters");
        }
    }

    boolean isKey(String bearer) {
        return bearer.startsWith(PREFIX) || isFirst(RandomSecret.hash(bearer));
    }

    /** The key of this secret; empty when it is unknown, withdrawn or expired. */
    public Optional<ApiKey> find(String secret) {
        String hash = RandomSecret.hash(secret);
        if (isFirst(hash)) {
            ApiKey.Terms terms = new ApiKey.Terms(FIRST, Set.of(Scope.ALL), Ceiling.NONE, Optional.empty());
            return Optional.of(new ApiKey(FIRST, Instant.EPOCH, terms));
        }
        return secret.startsWith(PREFIX)
                ? store.findKey(hash).map(ApiKeys::read).filter(key -> !key.hasExpired(clock.instant()))
                : Optional.empty();
    }

    private boolean isFirst(String hash) {
        return first.filter(own -> MessageDigest.isEqual(bytes(own), bytes(hash)))
                .isPresent();
    }

    private static byte[] bytes(String hash) {
        return hash.getBytes(StandardCharsets.US_ASCII);
    }

    /** Empty when that would be more than the maker may do. */
    public Optional<Made> make(Operator maker, ApiKey.Terms terms) {
        if (!maker.covers(terms)) {
            return Optional.empty();
        }
        String secret = PREFIX + RandomSecret.next();
        Instant now = clock.instant();
        ApiKey key = new ApiKey(RandomSecret.id(now), now.truncatedTo(ChronoUnit.SECONDS), terms);
        String stored = KeyTerms.write(terms).toString();
        store.addKey(new StoredApiKey(key.id(), RandomSecret.hash(secret), stored, key.createdAt()));
        return Optional.of(new Made(key, secret));
    }

    /** The newest first, from behind an id on, expired ones among them; {@code ""} begins. */
    public List<ApiKey> list(String after, int limit) {
        return store.keys(after, limit).stream().map(ApiKeys::read).toList();
    }

    /** From now on the key is good for nothing; false when there is none of this id. */
    public boolean withdraw(String id) {
        return store.removeKey(id);
    }

    private static ApiKey read(StoredApiKey stored) {
        return new ApiKey(stored.id(), stored.createdAt(), KeyTerms.stored(stored.terms()));
    }
}
