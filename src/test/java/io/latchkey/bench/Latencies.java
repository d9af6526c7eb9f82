package io.latchkey.bench;

import java.util.Arrays;

/** A histogram of microseconds: exact to 10 us up to 200 ms, to 10 ms up to 20 s. */
final class Latencies {
    private static final int FINE = 20_000;
    private static final int COARSE = 2_000;

    private final long[] fine = new long[FINE];
    private final long[] coarse = new long[COARSE];
    private long count;

    void add(long nanos) {
        long tens = Math.max(0, nanos / 10_000);
        if (tens < FINE) {
            fine[(int) tens]++;
        } else {
            coarse[(int) Math.min(COARSE - 1, tens / 1_000)]++;
        }
        count++;
    }

    void clear() {
        Arrays.fill(fine, 0);
        Arrays.fill(coarse, 0);
        count = 0;
    }

    /** In milliseconds. */
    double quantile(double part) {
        long rest = (long) Math.ceil(count * part);
        for (int i = 0; i < FINE; i++) {
            rest -= fine[i];
            if (rest <= 0) {
                return i / 100.0;
            }
        }
        for (int i = 0; i < COARSE; i++) {
            rest -= coarse[i];
            if (rest <= 0) {
                return i * 10.0;
            }
        }
        return COARSE * 10.0;
    }
}
