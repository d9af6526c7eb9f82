package io.latchkey.access;

import io.latchkey.api.Access;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one user may do in one room at one moment: the grants that match, added up. Immutable; make it anew at {@link
 * #nextChange} and whenever the grants change.
 */
public final class Rights {
    /** No right at all. */
    public static final Rights NONE = new Rights(List.of(), Optional.empty());

    /**
     * One grant's share. Each limits only itself: a grant without keys opens every key for its own permissions, one
     * with keys never narrows another.
     *
     * @param bound whether the grant has keys at all
     * @param prefixes its keys for this user; bound and empty: none
     */
    private record Share(Grant grant, boolean bound, List<String> prefixes) {
        Set<Permission> permissions() {
            return grant.permissions();
        }

        boolean exact() {
            return grant.room().isExact();
        }

        boolean has(Permission permission) {
            return permissions().contains(permission) || permissions().contains(Permission.ROOM_ADMIN);
        }

        boolean runs(Permission mutate) {
            return permissions().contains(mutate) || has(Permission.ROOM_WRITE);
        }

        boolean covers(String key) {
            return !bound || prefixes.stream().anyMatch(key::startsWith);
        }

        /** A name that stands only behind {@code room:write} is not given to a bound share: it would mean more there. */
        Share within(Set<Permission> ceiling) {
            Share most = new Share(with(ceiling), false, List.of());
            Set<Permission> kept = new HashSet<>();
            ceiling.stream()
                    .filter(one -> one.isMutate() ? !bound && runs(one) : has(one))
                    .forEach(kept::add);
            permissions().stream()
                    .filter(one -> one.isMutate() ? most.runs(one) : most.has(one))
                    .forEach(kept::add);
            return new Share(with(kept), bound, prefixes);
        }

        private Grant with(Set<Permission> others) {
            return new Grant(grant.room(), others, grant.until(), grant.keys());
        }

        /** Bound to keys, a grant runs an application's mutation only by its name: nobody checks what that one writes. */
        boolean runs(Permission mutate, boolean builtIn) {
            return builtIn
                    ? runs(mutate) && (!bound || !prefixes.isEmpty())
                    : bound ? permissions().contains(mutate) : runs(mutate);
        }
    }

    private final List<Share> shares;
    private final Optional<Instant> nextChange;

    private Rights(List<Share> shares, Optional<Instant> nextChange) {
        this.shares = shares;
        this.nextChange = nextChange;
    }

    /** The rights of a user by these grants, those for other rooms and those that ended left out. */
    public static Rights of(String user, RoomId room, Collection<Grant> grants, Instant now) {
        List<Share> shares = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        for (Grant grant : grants) {
            if (grant.room().matches(room)
                    && grant.until().filter(until -> !until.isAfter(now)).isEmpty()) {
                shares.add(new Share(grant, !grant.keys().isEmpty(), prefixes(grant, user)));
                next = earlier(next, grant.until());
            }
        }
        return shares.isEmpty() ? NONE : new Rights(List.copyOf(shares), next);
    }

    /** The same, and no permission that the ceiling does not hold. */
    public Rights within(Set<Permission> ceiling) {
        List<Share> kept = shares.stream().map(share -> share.within(ceiling)).toList();
        return new Rights(kept, nextChange);
    }

    public boolean allows(Permission permission) {
        return deciding(permission).isPresent();
    }

    /** The first of the grants that {@link #allows} the permission. */
    public Optional<Grant> deciding(Permission permission) {
        return first(permission.isMutate() ? share -> share.runs(permission) : share -> share.has(permission));
    }

    private Optional<Grant> first(Predicate<Share> enough) {
        return shares.stream().filter(enough).findFirst().map(Share::grant);
    }

    /**
     * Whether the mutation may be started; a built-in one must then ask {@link #mayWriteKey} for each key.
     *
     * @param name may be any text: one that no mutation can have is for {@code room:write} to find out
     */
    public boolean allowsMutation(String name, boolean builtIn) {
        return decidingMutation(name, builtIn).isPresent();
    }

    /** The first of the grants for which {@link #allowsMutation} says yes. */
    public Optional<Grant> decidingMutation(String name, boolean builtIn) {
        Optional<Permission> mutate = Permission.parse("mutate:" + name);
        return mutate.isPresent() ? first(share -> share.runs(mutate.get(), builtIn)) : deciding(Permission.ROOM_WRITE);
    }

    /** Whether there is any mutation that could be started: decides what is told of an unknown one. */
    public boolean allowsSomeMutation() {
        return shares.stream()
                .anyMatch(share -> share.has(Permission.ROOM_WRITE)
                        || share.permissions().stream().anyMatch(Permission::isMutate));
    }

    /**
     * Whether this built-in mutation may write the key; for {@code clear}, give the prefix. The mutation is asked for
     * because each grant's keys count for its own permissions only.
     */
    public boolean mayWriteKey(String mutation, String key) {
        Permission mutate = Permission.mutate(mutation);
        return shares.stream().anyMatch(share -> share.runs(mutate) && share.covers(key));
    }

    /** As told to clients, sorted; {@code room:admin} and {@code room:write} stand with what they include. */
    public List<Permission> permissions() {
        return told().stream().sorted(Comparator.comparing(Permission::name)).toList();
    }

    public Access access() {
        return Access.describing(told());
    }

    /** Whether a room that is not there yet may be made by joining it. */
    public boolean mayCreateByJoining() {
        return allows(Permission.ROOM_WRITE) || shares.stream().anyMatch(Share::exact);
    }

    public boolean isNone() {
        return shares.stream().allMatch(share -> share.permissions().isEmpty());
    }

    /** When the earliest of the grants ends. */
    public Optional<Instant> nextChange() {
        return nextChange;
    }

    /** Not kept: rights are looked up at every mutation, and told when they change. */
    private Set<Permission> told() {
        Set<Permission> told = new HashSet<>();
        shares.forEach(share -> told.addAll(share.permissions()));
        if (told.contains(Permission.ROOM_ADMIN)) {
            told.addAll(Access.ADMIN.permissions());
        }
        if (shares.stream().anyMatch(share -> !share.bound && share.has(Permission.ROOM_WRITE))) {
            told.removeIf(Permission::isMutate);
        }
        return told;
    }

    /** A user id with a slash would reach into the keys of others, so that it gives nothing. */
    private static List<String> prefixes(Grant grant, String user) {
        return grant.keys().stream()
                .filter(key -> !key.contains("${user}") || user.indexOf('/') < 0)
                .map(key -> key.replace("${user}", user))
                .toList();
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.isPresent() && (b.isEmpty() || a.get().isBefore(b.get())) ? a : b.or(() -> a);
    }
}
