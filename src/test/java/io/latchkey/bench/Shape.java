package io.latchkey.bench;

/**
 * Who is where: rooms of so many members, of whom some write.
 *
 * @param writers in each room, in turn
 */
record Shape(String name, int rooms, int members, int writers) {
    private static final int KEYS_PER_WRITER = 256;

    /** How many keys a room's writers go round; a writer never touches another's. */
    int keys() {
        return writers * KEYS_PER_WRITER;
    }

    /** The time between two mutations of a room, in nanoseconds, for so many deliveries a second in all rooms. */
    double interval(double deliveriesPerSecond) {
        return 1e9 * rooms * members / deliveriesPerSecond;
    }
}
