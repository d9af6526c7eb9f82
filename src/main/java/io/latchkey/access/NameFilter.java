package io.latchkey.access;

import java.util.Collection;

/**
 * Says of most names that have no mark that they have none, by one bit each: it fits a processor's cache where the maps
 * of a hundred thousand marks do not. Written by one thread at a time; who reads must get it by a volatile field that was
 * written after {@link #add}.
 */
final class NameFilter {
    private static final int BITS_PER_NAME = 16;
    private static final int LEAST = 2048;

    private final long[] words;
    private int room;

    /** With room for as many again, so that it is not made anew too often. */
    private NameFilter(int names) {
        int bits = Integer.highestOneBit(Math.max(LEAST, 2 * names) * BITS_PER_NAME) << 1;
        words = new long[bits / Long.SIZE];
        room = bits / BITS_PER_NAME;
    }

    static NameFilter of(Collection<String> names) {
        NameFilter filter = new NameFilter(names.size());
        names.forEach(filter::add);
        return filter;
    }

    void add(String name) {
        int bit = bit(name);
        words[word(bit)] |= 1L << bit;
        room--;
    }

    /** Whether it would soon say yes to too many. */
    boolean isFull() {
        return room <= 0;
    }

    boolean mayHold(String name) {
        int bit = bit(name);
        return (words[word(bit)] >>> bit & 1) != 0;
    }

    /** Fibonacci hashing, since the lower bits of similar names are similar. */
    private static int bit(String name) {
        int hash = name.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    private int word(int bit) {
        return bit >>> 6 & words.length - 1;
    }
}
