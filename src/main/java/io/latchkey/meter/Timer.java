package io.latchkey.meter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How long something takes, counted in buckets from 1 ms to 10 s. Safe for use by many threads. */
public final class Timer {
    /** Upper bounds in milliseconds. */
    private static final long[] BOUNDS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000};

    private static final double NANOS = 1e9;

    /**
     * What was measured so far.
     *
     * @param bounds upper bounds of the buckets in seconds, the last one infinite
     * @param counts of each bucket alone
     * @param sum in seconds
     */
    public record Reading(List<Double> bounds, List<Long> counts, double sum) {}

    private final List<LongAdder> buckets =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toList();
    private final LongAdder nanos = new LongAdder();

    Timer() {}

    public void record(Duration time) {
        long ms = time.toMillis();
        int bucket = 0;
        while (bucket < BOUNDS.length && ms >= BOUNDS[bucket]) {
            bucket++;
        }
        buckets.get(bucket).increment();
        nanos.add(time.toNanos());
    }

    public Reading read() {
        List<Double> bounds = new ArrayList<>();
        for (long bound : BOUNDS) {
            bounds.add(bound / 1000.0);
        }
        bounds.add(Double.POSITIVE_INFINITY);
        return new Reading(bounds, buckets.stream().map(LongAdder::sum).toList(), nanos.sum() / NANOS);
    }
}
