package io.latchkey.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value of a database that no other process writes to: read at first use, and again after each change. Safe for use by
 * many threads.
 */
final class Remembered<T> {
    private final Supplier<T> reader;
    private volatile @Nullable T value;
    private long changes;

    Remembered(Supplier<T> reader) {
        this.reader = reader;
    }

    T get() {
        T known = value;
        return known == null ? read() : known;
    }

    /** What was read while something changed is not kept. */
    private T read() {
        long before = changes();
        T read = reader.get();
        synchronized (this) {
            if (changes == before) {
                value = read;
            }
        }
        return read;
    }

    private synchronized long changes() {
        return changes;
    }

    /** Does what may change the value, whether or not it fails. */
    <R> R changing(Supplier<R> change) {
        try {
            return change.get();
        } finally {
            synchronized (this) {
                changes++;
                value = null;
            }
        }
    }
}
