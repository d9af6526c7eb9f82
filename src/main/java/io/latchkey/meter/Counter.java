package io.latchkey.meter;

import java.util.concurrent.atomic.LongAdder;

/** Counts up. One {@link LongAdder}: threads that count at once do not wait for one another. */
public final class Counter {
    private final LongAdder count = new LongAdder();

    Counter() {}

    public void increment() {
        count.increment();
    }

    public void add(long amount) {
        count.add(amount);
    }

    public long count() {
        return count.sum();
    }
}
