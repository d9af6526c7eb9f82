package io.latchkey.room;

import io.latchkey.access.Mark;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The connections of this node by whose they are, so that ending the access of one user touches no other's. Safe for use
 * by many threads: a member that is added before marks are looked at can't be missed by a mark that is put in force
 * before members are looked for.
 */
final class Connections {
    private final Map<String, Set<Member>> byUser = new ConcurrentHashMap<>();
    private final Map<String, Set<Member>> bySession = new ConcurrentHashMap<>();
    private final Map<String, Set<Member>> byToken = new ConcurrentHashMap<>();
    private final Map<String, Set<Member>> byRoom = new ConcurrentHashMap<>();
    private final Map<String, Member> byConnection = new ConcurrentHashMap<>();

    /** Adds a member under a credential; it may have several for a moment, while one replaces the other. */
    void add(Member member, AuthData auth) {
        byConnection.put(member.connection(), member);
        add(byUser, auth.userId(), member);
        add(bySession, auth.session(), member);
        add(byToken, auth.tokenId(), member);
        add(byRoom, member.room().value(), member);
    }

    /** Takes out what a credential that was replaced stood for. */
    void replaced(Member member, AuthData old) {
        AuthData now = member.auth();
        if (!old.session().equals(now.session())) {
            remove(bySession, old.session(), member);
        }
        if (!old.tokenId().equals(now.tokenId())) {
            remove(byToken, old.tokenId(), member);
        }
    }

    void remove(Member member) {
        AuthData auth = member.auth();
        byConnection.remove(member.connection(), member);
        remove(byUser, auth.userId(), member);
        remove(bySession, auth.session(), member);
        remove(byToken, auth.tokenId(), member);
        remove(byRoom, member.room().value(), member);
    }

    private static void add(Map<String, Set<Member>> index, String name, Member member) {
        index.compute(name, (key, known) -> known == null ? Set.of(member) : with(known, member));
    }

    /** Most names stand for one connection, and a set that can grow takes nine times the memory of a set of one. */
    private static Set<Member> with(Set<Member> known, Member member) {
        if (known.contains(member)) {
            return known;
        }
        Set<Member> members = known;
        if (known.size() == 1) {
            members = ConcurrentHashMap.newKeySet();
            members.addAll(known);
        }
        members.add(member);
        return members;
    }

    private static void remove(Map<String, Set<Member>> index, String name, Member member) {
        index.computeIfPresent(name, (key, members) -> {
            if (members.size() == 1) {
                return members.contains(member) ? null : members;
            }
            members.remove(member);
            return members;
        });
    }

    /** Those that a mark covers. */
    List<Member> coveredBy(Mark mark) {
        return candidates(mark.target()).stream()
                .filter(member -> member.isCoveredBy(mark))
                .toList();
    }

    /** By the index that has the fewest. */
    private Collection<Member> candidates(Mark.Target target) {
        return Stream.of(
                        target.token().map(token -> byToken.getOrDefault(token, Set.of())),
                        target.session().map(session -> bySession.getOrDefault(session, Set.of())),
                        target.user().map(user -> byUser.getOrDefault(user, Set.of())),
                        target.room().map(room -> byRoom.getOrDefault(room, Set.of())))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(Set::size))
                .<Collection<Member>>map(members -> members)
                .orElseGet(this::all);
    }

    Collection<Member> ofUser(String user) {
        return byUser.getOrDefault(user, Set.of());
    }

    Collection<Member> in(RoomId room) {
        return byRoom.getOrDefault(room.value(), Set.of());
    }

    Optional<Member> find(String connection) {
        return Optional.ofNullable(byConnection.get(connection));
    }

    int size() {
        return byRoom.values().stream().mapToInt(Set::size).sum();
    }

    /** By their rooms: one that is being replaced has lost its connection's name, and may still be written to. */
    List<Member> all() {
        return byRoom.values().stream().flatMap(Set::stream).toList();
    }
}
