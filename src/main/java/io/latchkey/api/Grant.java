package io.latchkey.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Permissions in the rooms of a pattern. Several matching grants add up.
 *
 * @param until when the grant ends; empty: with the credential that carries it
 * @param keys prefixes ending in {@code /} that the built-in mutations may write under, {@code ${user}} standing for
 *     the user id; empty: everywhere
 */
public record Grant(RoomPattern room, Set<Permission> permissions, Optional<Instant> until, List<String> keys) {
    public Grant {
        permissions = Set.copyOf(permissions);
        keys = List.copyOf(keys);
    }

    public static Grant of(String room, Access access) {
        return new Grant(new RoomPattern(room), access.permissions(), Optional.empty(), List.of());
    }

    /** The same rights, in one room. */
    public Grant in(RoomId exact) {
        return new Grant(RoomPattern.of(exact), permissions, until, keys);
    }
}
