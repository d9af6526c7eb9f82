package io.latchkey.room;

import io.latchkey.protocol.JsonLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is in a room and what each shows of itself, as a log that members read at their own pace: whatever a slow member
 * missed, it is told only the newest of each. Identity is stamped here and never taken from a client. Safe for use by
 * many threads.
 */
final class Presences {
    /** Departures that are remembered for members who are behind; more, and one who is hears of the rest at its join. */
    private static final int MAX_LEFT = 10_000;

    /** What brings a member up to a point of the log. */
    record Step(long to, String text) {}

    /**
     * One who is here.
     *
     * @param json written once, and not again for each who joins
     * @param identified how much of it is not the presence
     */
    private record Shown(String connection, int identified, String json, long joined, long updated) {
        private static final String USER = ",\"user\":";

        static Shown of(String connection, String user, String presence, long joined, long updated) {
            JsonLine line = new JsonLine().string("connection", connection).raw("user", user);
            int identified = line.toString().length() - 1;
            return new Shown(
                    connection, identified, line.raw("presence", presence).toString(), joined, updated);
        }

        /** Out of the line, because it would be kept a second time for every member. */
        String user() {
            return json.substring(json.indexOf(USER) + USER.length(), identified);
        }
    }

    private record Gone(Shown last, long left) {}

    private final Map<String, Shown> present = new LinkedHashMap<>();
    private final Deque<Gone> gone = new ArrayDeque<>();
    private final Map<Long, Optional<Step>> told = new HashMap<>();
    private long head;
    private long published;
    private final RoomEvents events;

    Presences(RoomEvents events) {
        this.events = events;
    }

    /** Adds a connection, or keeps it as it was when its client came back. */
    synchronized void join(String connection, String user) {
        Shown before = present.get(connection);
        if (before == null) {
            head++;
            present.put(connection, Shown.of(connection, user, "null", head, head));
            events.joined(connection, user);
        }
    }

    synchronized void show(String connection, String presence) {
        present.computeIfPresent(connection, (id, shown) -> {
            head++;
            return Shown.of(id, shown.user(), presence, shown.joined(), head);
        });
    }

    synchronized void leave(String connection) {
        Shown last = present.remove(connection);
        if (last != null) {
            head++;
            gone.addLast(new Gone(last, head));
            events.left(connection, last.user());
            if (gone.size() > MAX_LEFT) {
                gone.removeFirst();
            }
        }
    }

    /** Everybody leaves with the room itself, so that no member is told. */
    synchronized void end() {
        present.values().forEach(shown -> events.left(shown.connection(), shown.user()));
        present.clear();
    }

    /** Everybody, as {@code joined} tells it. */
    synchronized Collection<String> members() {
        return present.values().stream().map(Shown::json).toList();
    }

    /** The point of the log that {@link #members} includes. */
    synchronized long head() {
        return head;
    }

    /** Lets members be told what has happened; false when that is nothing. */
    synchronized boolean publish() {
        boolean news = published < head;
        if (news) {
            published = head;
            told.clear();
        }
        return news;
    }

    synchronized boolean hasNewsFor(long cursor) {
        return published > cursor;
    }

    /** What was published since a point; shared by all members at it. */
    synchronized Optional<Step> since(long cursor) {
        return hasNewsFor(cursor) ? told.computeIfAbsent(cursor, this::describe) : Optional.empty();
    }

    private Optional<Step> describe(long cursor) {
        List<String> joined = new ArrayList<>();
        List<String> updated = new ArrayList<>();
        for (Shown shown : present.values()) {
            if (shown.joined() > cursor) {
                joined.add(shown.json());
            } else if (shown.updated() > cursor) {
                updated.add(shown.json());
            }
        }
        List<String> left = new ArrayList<>();
        gone.descendingIterator().forEachRemaining(one -> {
            if (one.left() > cursor && one.last().joined() <= cursor) {
                left.add(one.last().json());
            }
        });
        String text = JsonLine.of("presence")
                .array("joined", joined)
                .array("updated", updated)
                .array("left", left)
                .toString();
        boolean nothing = joined.isEmpty() && updated.isEmpty() && left.isEmpty();
        return Optional.of(new Step(head, nothing ? "" : text));
    }
}
