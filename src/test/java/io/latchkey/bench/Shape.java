package io.latchkey.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * Who is where: rooms of so many members, of whom some write.
 *
 * @param writers in each room, in turn
 */
record Shape(String name, int rooms, int members, int writers) {
    private static final Pattern NAME = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
    private static final int MAX_WRITERS = 20;
    private static final int KEYS_PER_WRITER = 256;
    private static final double MUTATIONS = 40;

    /** So many rooms of so many members each, as {@code 10x20}. */
    static Shape parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not <rooms>x<members>: " + name);
        }
        int members = Integer.parseInt(matcher.group(2));
        return new Shape(name, Integer.parseInt(matcher.group(1)), members, Math.min(MAX_WRITERS, members));
    }

    /** How many keys a room's writers go round; a writer never touches another's. */
    int keys() {
        return writers * KEYS_PER_WRITER;
    }

    /** The time between two mutations of a room, in nanoseconds, for so many deliveries a second in all rooms. */
    double interval(double deliveriesPerSecond) {
        return 1e9 * rooms * members / deliveriesPerSecond;
    }

    /** The deliveries a second that every server is measured at; those of 40 mutations a second are there for one room. */
    List<Double> fixedRates() {
        return DoubleStream.of(4_000, 20_000, rooms == 1 ? mutationRate() : 4_000)
                .distinct()
                .boxed()
                .toList();
    }

    /** The deliveries a second when each room has 40 mutations a second. */
    double mutationRate() {
        return MUTATIONS * rooms * members;
    }
}
