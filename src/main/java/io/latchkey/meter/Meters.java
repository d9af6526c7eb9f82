package io.latchkey.meter;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * Every meter of this node by its name, such as {@code latchkey_mutations}. Asked for twice, a name gives the same
 * meter; asked for as another kind, it fails. Safe for use by many threads.
 */
public final class Meters {
    /** A meter with what it is called. */
    public sealed interface Named {
        String name();

        String help();

        record Count(String name, String help, Counter counter) implements Named {}

        record Labelled(String name, String help, String label, Counters counters) implements Named {}

        record Gauge(String name, String help, LongSupplier value) implements Named {}

        record Timing(String name, String help, Timer timer) implements Named {}
    }

    private final Map<String, Named> meters = new ConcurrentSkipListMap<>();

    /** @param name without a {@code _total} */
    public Counter counter(String name, String help) {
        Named meter = meters.computeIfAbsent(name, key -> new Named.Count(name, help, new Counter()));
        if (meter instanceof Named.Count count) {
            return count.counter();
        }
        throw isAnother(name);
    }

    /** @param name without a {@code _total} */
    public Counters counters(String name, String help, String label) {
        Named meter = meters.computeIfAbsent(name, key -> new Named.Labelled(name, help, label, new Counters()));
        if (meter instanceof Named.Labelled labelled) {
            return labelled.counters();
        }
        throw isAnother(name);
    }

    /** @param value asked whenever somebody looks, by any thread */
    public void gauge(String name, String help, LongSupplier value) {
        meters.put(name, new Named.Gauge(name, help, value));
    }

    /** @param name ends in {@code _seconds} */
    public Timer timer(String name, String help) {
        Named meter = meters.computeIfAbsent(name, key -> new Named.Timing(name, help, new Timer()));
        if (meter instanceof Named.Timing timing) {
            return timing.timer();
        }
        throw isAnother(name);
    }

    /** All of them, by name. */
    public List<Named> all() {
        return List.copyOf(meters.values());
    }

    private static IllegalStateException isAnother(String name) {
        return new IllegalStateException(name + " is another kind of meter");
    }
}
