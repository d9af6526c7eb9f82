package io.latchkey.token;

import io.latchkey.store.Secrets;
import io.latchkey.store.SigningKeyStore;
import io.latchkey.store.StoreException;
import io.latchkey.store.StoredKey;
import io.latchkey.store.TokenCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A database's secrets and signing keys, in memory; it can be told to fail. */
final class MemoryKeys implements Secrets, SigningKeyStore {
    private final Map<String, byte[]> secrets = new HashMap<>();
    private final List<TokenCount> counts = new ArrayList<>();
    private List<StoredKey> keys = List.of();
    private long number;
    boolean failing;

    @Override
    public synchronized byte[] getOrCreate(String name, Supplier<byte[]> maker) {
        answer();
        return secrets.computeIfAbsent(name, absent -> maker.get());
    }

    @Override
    public synchronized List<StoredKey> generations(Supplier<byte[]> first) {
        answer();
        if (keys.isEmpty()) {
            add(first.get(), World.NOW);
        }
        return keys;
    }

    @Override
    public synchronized void add(byte[] secret, Instant now) {
        answer();
        List<StoredKey> all = new ArrayList<>();
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        all.add(new StoredKey(++number, text, now, Optional.empty()));
        keys.forEach(key -> all.add(new StoredKey(
                key.number(), key.secret(), key.created(), key.retired().or(() -> Optional.of(now)))));
        keys = List.copyOf(all);
    }

    @Override
    public synchronized void remove(StoredKey gone) {
        answer();
        keys = keys.stream().filter(key -> key.number() != gone.number()).toList();
    }

    @Override
    public synchronized void count(List<TokenCount> more, Instant expired) {
        answer();
        counts.addAll(more);
        counts.removeIf(count -> count.expires().isBefore(expired));
    }

    @Override
    public synchronized List<TokenCount> counts(Instant after) {
        answer();
        return counts.stream().filter(count -> count.expires().isAfter(after)).toList();
    }

    private void answer() {
        if (failing) {
            throw new StoreException("down");
        }
    }
}
