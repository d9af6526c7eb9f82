package io.latchkey.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A room as the load generator sees it: when each mutation was due, whatever became of it, and what every member must
 * hold in the end. Confined to the generator's thread.
 */
final class LoadRoom {
    private final Shape shape;
    private final Latencies latencies;
    private final List<LoadClient> members = new ArrayList<>();
    private long sent;
    private long first;
    private long start;
    private double interval;

    LoadRoom(Shape shape, Latencies latencies) {
        this.shape = shape;
        this.latencies = latencies;
    }

    void add(LoadClient member) {
        members.add(member);
    }

    /** Begins a schedule: the next mutation is due at this time, and so on. */
    void begin(long at, double every) {
        first = sent;
        start = at;
        interval = every;
    }

    long due() {
        return dueAt(sent);
    }

    private long dueAt(long number) {
        return start + (long) ((number - first) * interval);
    }

    /** Sends the next mutation; false when its writer has as many unanswered as the protocol allows. */
    boolean sendNext() {
        LoadClient writer = members.get((int) (sent % shape.writers()));
        if (!writer.mutate(sent % shape.keys(), sent)) {
            return false;
        }
        sent++;
        return true;
    }

    /** A member was told a value; the latency counts from when the mutation was due, not from when it was sent. */
    void told(long key, long number, long now) {
        if (number >= sent || number % shape.keys() != key) {
            throw new IllegalStateException("value " + number + " of key " + key + " was never written");
        }
        latencies.add(now - dueAt(number));
    }

    boolean isComplete() {
        return members.stream().allMatch(member -> member.versions() >= sent);
    }

    /** How many versions or values are not what they must be, now that all was told. */
    long wrong() {
        long wrong = 0;
        for (LoadClient member : members) {
            wrong += Math.abs(sent - member.versions());
            for (int key = 0; key < Math.min(sent, shape.keys()); key++) {
                long last = sent - 1 - Math.floorMod(sent - 1 - key, (long) shape.keys());
                wrong += member.value(key) == last ? 0 : 1;
            }
        }
        return wrong;
    }
}
