package io.latchkey.access;

import io.latchkey.config.Settings.Limits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many sockets there may be: in all, of one user, and, so that strangers can't take them all, without
 * authentication in all and of one address. Safe for use by many threads.
 */
public final class Budgets {
    /** A place taken; closing gives it back, once. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    private static final String NODE = "";

    private final Limits limits;
    private final Map<String, Integer> connections = new ConcurrentHashMap<>();
    private final Map<String, Integer> users = new ConcurrentHashMap<>();
    private final Map<String, Integer> strangers = new ConcurrentHashMap<>();
    private final Map<String, Integer> strangersByAddress = new ConcurrentHashMap<>();

    public Budgets(Limits limits) {
        this.limits = limits;
    }

    /** A place for one more socket; empty when the node is full. */
    public Optional<Permit> connection() {
        return take(connections, NODE, limits.connections());
    }

    /** A place for one more socket of a user. */
    public Optional<Permit> user(String user) {
        return take(users, user, limits.connectionsPerUser());
    }

    /** A place for one more socket that has not authenticated, or was refused and is still there. */
    public Optional<Permit> stranger(String address) {
        Optional<Permit> node = take(strangers, NODE, limits.unauthenticated());
        Optional<Permit> own =
                node.flatMap(permit -> take(strangersByAddress, address, limits.unauthenticatedPerAddress()));
        if (own.isEmpty()) {
            node.ifPresent(Permit::close);
            return Optional.empty();
        }
        return Optional.of(() -> {
            own.get().close();
            node.orElseThrow().close();
        });
    }

    /** How many sockets there are. */
    public int connections() {
        return connections.getOrDefault(NODE, 0);
    }

    private static Optional<Permit> take(Map<String, Integer> counts, String key, int limit) {
        Place place = new Place(counts, key);
        counts.compute(key, (name, count) -> {
            int now = count == null ? 0 : count;
            place.taken = now < limit;
            return place.taken ? Integer.valueOf(now + 1) : count;
        });
        return place.taken ? Optional.of(place) : Optional.empty();
    }

    private static final class Place implements Permit {
        private final Map<String, Integer> counts;
        private final String key;
        private boolean taken;

        Place(Map<String, Integer> counts, String key) {
            this.counts = counts;
            this.key = key;
        }

        @Override
        public synchronized void close() {
            if (taken) {
                taken = false;
                counts.computeIfPresent(key, (name, count) -> count == 1 ? null : Integer.valueOf(count - 1));
            }
        }
    }
}
