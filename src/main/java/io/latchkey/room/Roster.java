package io.latchkey.room;

import io.latchkey.access.Rights;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who is connected, for administrators. Safe for use by many threads. */
public final class Roster {
    /** One connection. */
    public record Entry(String connection, RoomId room, AuthData auth, Rights rights, Instant since, String address) {}

    private final Connections connections;

    Roster(Connections connections) {
        this.connections = connections;
    }

    /**
     * Connections in the order of their names.
     *
     * @param after the name behind which to begin; empty: at the first
     */
    public List<Entry> list(Optional<RoomId> room, Optional<String> user, String after, int limit) {
        return candidates(room, user).stream()
                .filter(member -> room.map(member.room()::equals).orElse(true))
                .filter(member -> user.map(member.auth().userId()::equals).orElse(true))
                .filter(member -> member.connection().compareTo(after) > 0)
                .sorted(Comparator.comparing(Member::connection))
                .limit(limit)
                .map(Roster::entry)
                .toList();
    }

    private Collection<Member> candidates(Optional<RoomId> room, Optional<String> user) {
        if (user.isPresent()) {
            return connections.ofUser(user.get());
        }
        return room.map(connections::in).orElseGet(connections::all);
    }

    public Optional<Entry> find(String connection) {
        return connections.find(connection).map(Roster::entry);
    }

    /** How many connections there are. */
    public int size() {
        return connections.size();
    }

    /** How many connections a room has. */
    public int size(RoomId room) {
        return connections.in(room).size();
    }

    private static Entry entry(Member member) {
        return new Entry(
                member.connection(),
                member.room(),
                member.auth(),
                member.toldRights(),
                member.since(),
                member.address());
    }
}
