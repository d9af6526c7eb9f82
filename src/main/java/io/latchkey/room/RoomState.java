package io.latchkey.room;

import io.latchkey.mutation.StateView;
import io.latchkey.protocol.Json;
import io.latchkey.store.StoredEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a room: JSON text by key, and every key once more in the order of the versions that wrote it last, so
 * that what changed since a version costs what changed, not what is there. Confined to the room's task.
 */
final class RoomState implements StateView {
    /** Deletions that are remembered, so that members who were away hear of them. */
    private static final int MAX_DELETIONS = 10_000;

    /** A key; a node of the list by version, the newest last. */
    private static final class Entry {
        private final String key;
        private @Nullable String text;
        private long version;
        private @Nullable Entry older;
        private @Nullable Entry newer;

        Entry(String key) {
            this.key = key;
        }
    }

    private final NavigableMap<String, Entry> present = new TreeMap<>();
    private final Map<String, Entry> deleted = new LinkedHashMap<>();
    private @Nullable Entry newest;
    private long bytes;
    private long horizon;

    RoomState(long horizon) {
        this.horizon = horizon;
    }

    /** Deletions up to this version are forgotten. */
    long horizon() {
        return horizon;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(present.get(key)).map(entry -> entry.text);
    }

    @Override
    public Map<String, String> scan(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Entry entry : present.tailMap(prefix).values()) {
            if (!entry.key.startsWith(prefix)) {
                break;
            }
            found.put(entry.key, String.valueOf(entry.text));
        }
        return found;
    }

    /** Applies what a version wrote; versions come in order. */
    void apply(Map<String, Optional<String>> writes, long version) {
        writes.forEach((key, text) -> write(key, text, version));
        forgetOldDeletions();
    }

    private void write(String key, Optional<String> text, long version) {
        Entry entry = take(key);
        if (entry == null) {
            entry = new Entry(key);
        }
        entry.text = text.orElse(null);
        entry.version = version;
        append(entry);
        if (text.isPresent()) {
            present.put(key, entry);
            bytes += size(entry);
        } else {
            deleted.put(key, entry);
        }
    }

    private @Nullable Entry take(String key) {
        Entry entry = present.remove(key);
        if (entry == null) {
            entry = deleted.remove(key);
        } else {
            bytes -= size(entry);
        }
        if (entry != null) {
            unlink(entry);
        }
        return entry;
    }

    private static long size(Entry entry) {
        return Json.utf8Length(entry.key) + (entry.text == null ? 0L : Json.utf8Length(entry.text));
    }

    private void append(Entry entry) {
        entry.older = newest;
        entry.newer = null;
        if (newest != null) {
            newest.newer = entry;
        }
        newest = entry;
    }

    private void unlink(Entry entry) {
        if (entry.older != null) {
            entry.older.newer = entry.newer;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
    }

    private void forgetOldDeletions() {
        while (deleted.size() > MAX_DELETIONS) {
            Entry first = deleted.values().iterator().next();
            horizon = Math.max(horizon, first.version);
            take(first.key);
        }
    }

    /** Whether a member that was at this version can be brought up by a patch. */
    boolean reaches(long version) {
        return version >= horizon;
    }

    /** What was written since a version, oldest first; deletions are empty. */
    Map<String, Optional<String>> since(long version) {
        Map<String, Optional<String>> writes = new LinkedHashMap<>();
        entriesSince(version).forEach(entry -> writes.put(entry.key(), entry.text()));
        return writes;
    }

    /** The same for a checkpoint. */
    List<StoredEntry> entriesSince(long version) {
        Entry first = newest;
        while (first != null && first.version > version && first.older != null && first.older.version > version) {
            first = first.older;
        }
        List<StoredEntry> entries = new ArrayList<>();
        for (Entry entry = first; entry != null; entry = entry.newer) {
            if (entry.version > version) {
                entries.add(new StoredEntry(entry.key, Optional.ofNullable(entry.text), entry.version));
            }
        }
        return entries;
    }

    /** All keys and texts, in the order of the keys; a copy. */
    Map<String, String> all() {
        Map<String, String> copy = new LinkedHashMap<>();
        present.values().forEach(entry -> copy.put(entry.key, String.valueOf(entry.text)));
        return copy;
    }
}
