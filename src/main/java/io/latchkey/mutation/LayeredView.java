package io.latchkey.mutation;

import io.latchkey.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes over a state that stays as it is: a mutation over its batch, a batch over its room. Confined to one thread. */
public final class LayeredView implements StateView {
    private final StateView base;
    private final Map<String, Optional<String>> writes = new LinkedHashMap<>();
    private long growth;

    public LayeredView(StateView base) {
        this.base = base;
    }

    /** Writes a text, or deletes the key. The order of the writes is kept, a later one counting for its key. */
    public void write(String key, Optional<String> text) {
        growth += size(key, text) - size(key, get(key));
        writes.remove(key);
        writes.put(key, text);
    }

    /** What was written: texts by key, empty for a deletion. */
    public Map<String, Optional<String>> writes() {
        return writes;
    }

    @Override
    public Optional<String> get(String key) {
        Optional<String> mine = writes.get(key);
        return mine == null ? base.get(key) : mine;
    }

    @Override
    public Map<String, String> scan(String prefix) {
        Map<String, String> texts = new TreeMap<>(base.scan(prefix));
        writes.forEach((key, text) -> {
            if (key.startsWith(prefix)) {
                text.ifPresentOrElse(present -> texts.put(key, present), () -> texts.remove(key));
            }
        });
        return texts;
    }

    @Override
    public long bytes() {
        return base.bytes() + growth;
    }

    private static long size(String key, Optional<String> text) {
        return text.map(present -> (long) Json.utf8Length(key) + Json.utf8Length(present))
                .orElse(0L);
    }
}
