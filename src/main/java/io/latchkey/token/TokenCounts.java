package io.latchkey.token;

import io.latchkey.store.SigningKeyStore;
import io.latchkey.store.TokenCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How many tokens of each key have yet to expire. Kept in memory until {@link #flush}, so that issuing waits for no
 * disk: a crash forgets at most what was issued since. For use by many threads.
 */
final class TokenCounts {
    private record Slot(String kid, long expires) {}

    private final SigningKeyStore store;
    private Map<Slot, Long> fresh = new HashMap<>();

    TokenCounts(SigningKeyStore store) {
        this.store = store;
    }

    /** One more token of a key; called before the token leaves. */
    synchronized void add(String kid, Instant expires) {
        fresh.merge(new Slot(kid, expires.getEpochSecond()), 1L, Long::sum);
    }

    /**
     * Makes the counts durable. Not for use by two threads at once: while it runs, nobody can read the counts.
     *
     * @param expired tokens that expired before it need not be known any more
     * @throws io.latchkey.store.StoreException when the database does not take them; they are kept for the next time
     */
    void flush(Instant expired) {
        Map<Slot, Long> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        boolean kept = false;
        try {
            store.count(counts(taken), expired);
            kept = true;
        } finally {
            if (!kept) {
                giveBack(taken);
            }
        }
    }

    private synchronized Map<Slot, Long> take() {
        Map<Slot, Long> taken = fresh;
        fresh = new HashMap<>();
        return taken;
    }

    private synchronized void giveBack(Map<Slot, Long> taken) {
        taken.forEach((slot, tokens) -> fresh.merge(slot, tokens, Long::sum));
    }

    /** By kid, those that expire after an instant. */
    Map<String, Long> unexpired(Instant after) {
        List<TokenCount> durable = store.counts(after);
        Stream<TokenCount> all = Stream.concat(
                durable.stream(),
                memory().stream().filter(count -> count.expires().isAfter(after)));
        Map<String, Long> tokens = new HashMap<>();
        all.forEach(count -> tokens.merge(count.kid(), count.tokens(), Long::sum));
        return tokens;
    }

    private synchronized List<TokenCount> memory() {
        return counts(fresh);
    }

    private static List<TokenCount> counts(Map<Slot, Long> slots) {
        List<TokenCount> counts = new ArrayList<>();
        slots.forEach((slot, tokens) ->
                counts.add(new TokenCount(slot.kid(), Instant.ofEpochSecond(slot.expires()), tokens)));
        return counts;
    }
}
