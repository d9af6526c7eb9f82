package io.latchkey.access;

import io.latchkey.api.AccessPolicy;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policy of now: that of the setting, the application's own, and the grants that were put on single rooms. For use by
 * many threads.
 */
public final class LivePolicy {
    private volatile Policy general;
    private final Map<RoomId, Policy> rooms = new ConcurrentHashMap<>();

    private final AccessPolicy own;

    public LivePolicy(Policy general) {
        this(general, (user, groups) -> List.of());
    }

    /** @param own what the application grants besides */
    public LivePolicy(Policy general, AccessPolicy own) {
        this.general = general;
        this.own = own;
    }

    /** Replaces the policy of the setting. */
    public void replace(Policy policy) {
        general = policy;
    }

    /** Replaces the grants that a room has of its own. */
    public void replace(RoomId room, Policy grants) {
        if (grants.isEmpty()) {
            rooms.remove(room);
        } else {
            rooms.put(room, grants);
        }
    }

    /**
     * The grants that count for a user in a room, with others of the user's among them. Throws what an {@link
     * AccessPolicy} throws.
     */
    public List<Grant> grantsOf(String user, Set<String> groups, RoomId room) {
        List<Grant> grants = new ArrayList<>();
        general.addGrantsOf(user, groups, grants);
        grants.addAll(own.grantsOf(user, groups));
        Policy ofRoom = rooms.get(room);
        if (ofRoom != null) {
            ofRoom.addGrantsOf(user, groups, grants);
        }
        return grants;
    }

    /** The groups that are named anywhere. */
    public Set<String> groups() {
        Set<String> groups = new TreeSet<>(general.groups());
        rooms.values().forEach(policy -> groups.addAll(policy.groups()));
        return groups;
    }
}
