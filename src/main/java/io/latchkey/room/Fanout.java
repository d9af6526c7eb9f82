package io.latchkey.room;

import io.latchkey.protocol.ServerMessage.Poke;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A room's recent pokes, each encoded once, for members who read them at their own pace: what a member missed is
 * merged into one poke, and members at the same version share its text. Safe for use by many threads.
 */
final class Fanout {
    /** A poke or patch over this goes out as state pieces instead (protocol, section 4). */
    static final int MAX_FRAME = 256 * 1024;

    private static final long MIN_KEPT = 1024 * 1024;

    /** The next frame for a member. */
    record Step(long to, String text) {}

    private record Kept(Poke poke, String text) {}

    private final NavigableMap<Long, Kept> recent = new TreeMap<>();
    private final Map<Long, Step> merged = new HashMap<>();
    private long head;
    private long kept;

    Fanout(long version) {
        this.head = version;
    }

    synchronized long head() {
        return head;
    }

    /** @param state the size of the room's state: the longer it takes to send, the more is kept to follow it */
    synchronized void publish(Poke poke, long state) {
        Kept step = new Kept(poke, poke.encode());
        recent.put(poke.from(), step);
        merged.clear();
        head = poke.to();
        kept += step.text().length();
        while (kept > Math.max(MIN_KEPT, state / 4) && recent.size() > 1) {
            kept -= recent.pollFirstEntry().getValue().text().length();
        }
    }

    /** Whether {@link #next} has what comes behind this version. */
    synchronized boolean reaches(long version) {
        return version == head || recent.containsKey(version);
    }

    /** Whether what comes behind this version is still held, and fits one frame. */
    synchronized boolean isClose(long version) {
        long length = 0;
        for (Kept next : recent.tailMap(version, true).values()) {
            length += next.text().length();
        }
        return reaches(version) && length <= MAX_FRAME;
    }

    /** What brings a member from this version further, at best to the head; empty at the head. */
    synchronized Optional<Step> next(long version) {
        return version == head ? Optional.empty() : Optional.of(merged.computeIfAbsent(version, this::merge));
    }

    private Step merge(long from) {
        Map<Long, Kept> behind = recent.tailMap(from, true);
        Kept first = behind.values().iterator().next();
        if (behind.size() == 1) {
            return new Step(first.poke().to(), first.text());
        }
        Map<String, Optional<String>> writes = new LinkedHashMap<>();
        long to = from;
        long length = 0;
        for (Kept next : behind.values()) {
            length += next.text().length();
            if (to > from && length > MAX_FRAME) {
                break;
            }
            next.poke().writes().forEach((key, text) -> {
                writes.remove(key);
                writes.put(key, text);
            });
            to = next.poke().to();
        }
        return new Step(to, new Poke(from, to, writes).encode());
    }
}
