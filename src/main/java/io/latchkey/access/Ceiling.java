package io.latchkey.access;

import io.latchkey.api.Access;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import java.util.List;
import java.util.Optional;

/**
 * What an API key never goes beyond, whatever its scopes are.
 *
 * @param rooms the only rooms it reaches; empty: every room
 * @param max the most that it may grant, or do in a room itself
 */
public record Ceiling(List<RoomPattern> rooms, Access max) {
    /** No ceiling at all. */
    public static final Ceiling NONE = new Ceiling(List.of(), Access.ADMIN);

    private static final RoomPattern EVERY_ROOM = new RoomPattern("**");

    public Ceiling {
        rooms = List.copyOf(rooms);
    }

    public boolean reaches(RoomId room) {
        return reaches(RoomPattern.of(room));
    }

    /** Whether every room of the pattern is in one of the ceiling's: what several cover only together is not. */
    public boolean reaches(RoomPattern pattern) {
        return rooms.isEmpty() || rooms.stream().anyMatch(own -> own.covers(pattern));
    }

    /** Whether the grant stays below, rooms and permissions. */
    public boolean covers(Grant grant) {
        return reaches(grant.room()) && grant.permissions().stream().allMatch(this::allows);
    }

    /** Whether whoever is bound by the other ceiling stays below this one, too. */
    public boolean covers(Ceiling other) {
        boolean everywhere =
                other.rooms.isEmpty() ? rooms.isEmpty() : other.rooms.stream().allMatch(this::reaches);
        return everywhere && max.permissions().containsAll(other.max.permissions());
    }

    /** The rights of a preset in every room below the ceiling. */
    public List<Grant> granting(Access access) {
        List<RoomPattern> patterns = rooms.isEmpty() ? List.of(EVERY_ROOM) : rooms;
        return patterns.stream()
                .map(room -> new Grant(room, access.permissions(), Optional.empty(), List.of()))
                .toList();
    }

    private boolean allows(Permission permission) {
        boolean included = permission.isMutate() && max.permissions().contains(Permission.ROOM_WRITE);
        return max == Access.ADMIN || included || max.permissions().contains(permission);
    }
}
