package io.latchkey.token.foreign;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer, fetched when they are needed and kept: a token whose key is known costs no fetch, and tokens
 * that name unknown ones cost one fetch in {@link #COOL_DOWN}, however many they are. For use by many threads.
 */
final class IssuerKeys {
    /** Between two fetches for unknown keys. */
    static final Duration COOL_DOWN = Duration.ofSeconds(30);
    /** Keys are looked at anew after this, in the background: one that was withdrawn must not count for ever. */
    static final Duration FRESH = Duration.ofMinutes(10);
    /** Keys count no longer than this when they can't be had anew. */
    static final Duration USABLE = Duration.ofHours(1);
    /** After a failed fetch. */
    static final Duration RETRY = Duration.ofSeconds(2);

    private static final Logger LOG = System.getLogger(IssuerKeys.class.getName());

    private final String issuer;
    private final Supplier<CompletableFuture<KeySet>> source;
    private final Clock clock;
    private KeySet keys = new KeySet(List.of());
    private Instant fetched = Instant.MIN;
    private Instant refetched = Instant.MIN;
    private Instant failed = Instant.MIN;
    private @Nullable CompletableFuture<KeySet> fetching;

    IssuerKeys(String issuer, Supplier<CompletableFuture<KeySet>> source, Clock clock) {
        this.issuer = issuer;
        this.source = source;
        this.clock = clock;
    }

    /** Completed exceptionally when the keys can't be had; at once when the key is known. */
    CompletionStage<Optional<IssuerKey>> find(Optional<String> kid, String algorithm) {
        CompletableFuture<KeySet> found = lookUp(kid, algorithm);
        return found.thenApply(set -> set.find(kid, algorithm));
    }

    /** Whether the key still counts. */
    synchronized boolean holds(IssuerKey key) {
        Instant now = clock.instant();
        return now.isBefore(later(fetched, USABLE)) && keys.keys().contains(key);
    }

    private synchronized CompletableFuture<KeySet> lookUp(Optional<String> kid, String algorithm) {
        Instant now = clock.instant();
        if (!now.isBefore(later(fetched, USABLE))) {
            return fetch(now);
        }
        if (keys.find(kid, algorithm).isPresent()) {
            if (!now.isBefore(later(fetched, FRESH))) {
                fetch(now);
            }
            return CompletableFuture.completedFuture(keys);
        }
        if (fetching != null) {
            return fetching;
        }
        if (now.isBefore(later(refetched, COOL_DOWN))) {
            return CompletableFuture.completedFuture(keys);
        }
        refetched = now;
        return fetch(now);
    }

    private synchronized CompletableFuture<KeySet> fetch(Instant now) {
        if (fetching != null) {
            return fetching;
        }
        if (now.isBefore(later(failed, RETRY))) {
            return CompletableFuture.failedFuture(new IOException("the keys could not be had a moment ago"));
        }
        CompletableFuture<KeySet> started = source.get();
        fetching = started;
        started.whenComplete(this::take);
        return started;
    }

    private synchronized void take(@Nullable KeySet set, @Nullable Throwable failure) {
        fetching = null;
        if (set != null) {
            keys = set;
            fetched = clock.instant();
        } else {
            failed = clock.instant();
            LOG.log(Level.WARNING, "The keys of " + issuer + " can't be had: " + failure);
        }
    }

    private static Instant later(Instant time, Duration duration) {
        return time.equals(Instant.MIN) ? time : time.plus(duration);
    }
}
