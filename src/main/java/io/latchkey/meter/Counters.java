package io.latchkey.meter;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters that differ in one label, such as the code of a refusal. Bounded, because each value is a time series in
 * somebody's database: what comes after the 64th value counts as {@code other}. Never a user, room or token.
 */
public final class Counters {
    static final String OTHER = "other";
    private static final int MAX_VALUES = 64;

    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    Counters() {}

    /** The counter of a label's value; keep it where it is counted often. */
    public Counter of(Object value) {
        String name = value.toString();
        Counter known = counters.get(name);
        return known == null ? added(name) : known;
    }

    private synchronized Counter added(String name) {
        String bounded = counters.size() < MAX_VALUES || counters.containsKey(name) ? name : OTHER;
        return Objects.requireNonNull(counters.computeIfAbsent(bounded, value -> new Counter()));
    }

    /** The counts by value. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counters.forEach((value, counter) -> counts.put(value, counter.count()));
        return counts;
    }
}
