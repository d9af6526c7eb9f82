package io.latchkey.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Slows the guessing of passwords and keys: so many wrong ones from one address, and for one name, then only as many as
 * the time that passes gives back. Nobody is locked out for good, nor by somebody else's guessing: what was right a
 * while ago from the same address goes on. Bounded memory; safe for use by many threads.
 */
public final class Attempts {
    private static final long PER_ADDRESS = 100;
    private static final long PER_NAME = 30;
    private static final Duration GIVEN_BACK = Duration.ofMinutes(1);
    private static final Duration REMEMBERED = Duration.ofHours(12);
    private static final int MAX_ENTRIES = 50_000;

    private final Cache<String, Bucket> addresses = cache(GIVEN_BACK);
    private final Cache<String, Bucket> names = cache(GIVEN_BACK);
    /** Who was right: address and a hash of the credential. */
    private final Cache<String, Boolean> known = cache(REMEMBERED);

    private final TimeMeter time;

    public Attempts(Clock clock) {
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return clock.millis() * 1_000_000;
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    private static <V> Cache<String, V> cache(Duration idle) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterAccess(idle.multipliedBy(2))
                .build();
    }

    /** Whether this very credential was right a while ago, from the same address: then nobody guesses. */
    public boolean isKnown(String address, String hash) {
        return known.getIfPresent(address + " " + hash) != null;
    }

    /**
     * Whether another credential may be looked at.
     *
     * @param name whose it is said to be; empty for a key, which has none until it is right
     */
    public boolean mayTry(String address, String name) {
        return hasLeft(addresses.getIfPresent(address)) && (name.isEmpty() || hasLeft(names.getIfPresent(name)));
    }

    private static boolean hasLeft(@Nullable Bucket bucket) {
        return bucket == null || bucket.getAvailableTokens() > 0;
    }

    /** The credential was wrong. */
    public void failed(String address, String name) {
        addresses.get(address, key -> bucket(PER_ADDRESS)).tryConsume(1);
        if (!name.isEmpty()) {
            names.get(name, key -> bucket(PER_NAME)).tryConsume(1);
        }
    }

    /** @param hash of the credential that was right */
    public void succeeded(String address, String hash) {
        known.put(address + " " + hash, true);
    }

    private Bucket bucket(long most) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, GIVEN_BACK))
                .withCustomTimePrecision(time)
                .build();
    }
}
