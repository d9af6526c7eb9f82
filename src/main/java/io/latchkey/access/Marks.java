package io.latchkey.access;

import io.latchkey.access.Mark.Target;
import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The marks in force, found by token, session, user or room: a look-up costs the same under one mark and under a
 * hundred thousand, and allocates nothing. Safe for use by many threads; a mark counts for every look-up that begins
 * after {@link #add} returned.
 */
public final class Marks {
    /** Marks with one target in common; immutable lists, replaced as a whole. */
    private static final class Bucket {
        private volatile List<Mark> anywhere = List.of();
        private final Map<String, List<Mark>> inRoom = new ConcurrentHashMap<>();

        void add(Mark mark) {
            if (mark.target().room().isPresent()) {
                inRoom.merge(mark.target().room().get(), List.of(mark), (old, one) -> with(old, mark));
            } else {
                anywhere = with(anywhere, mark);
            }
        }

        private static List<Mark> with(List<Mark> old, Mark mark) {
            List<Mark> marks = new ArrayList<>(old);
            marks.removeIf(before -> before.isWithin(mark));
            marks.add(mark);
            return List.copyOf(marks);
        }

        void removeIf(Predicate<Mark> over) {
            anywhere = anywhere.stream().filter(over.negate()).toList();
            inRoom.replaceAll(
                    (room, marks) -> marks.stream().filter(over.negate()).toList());
            inRoom.values().removeIf(List::isEmpty);
        }

        List<Mark> anywhere() {
            return anywhere;
        }

        List<Mark> in(RoomId room) {
            return inRoom.getOrDefault(room.value(), List.of());
        }

        Stream<Mark> all() {
            return Stream.concat(anywhere.stream(), inRoom.values().stream().flatMap(List::stream));
        }

        boolean isEmpty() {
            return anywhere.isEmpty() && inRoom.isEmpty();
        }
    }

    private final Map<String, Bucket> tokens = new ConcurrentHashMap<>();
    private final Map<String, Bucket> sessions = new ConcurrentHashMap<>();
    private final Map<String, Bucket> users = new ConcurrentHashMap<>();
    private final Bucket others = new Bucket();
    private final Clock clock;
    /** Written anew after each change of its bits, so that whoever reads the field sees them. */
    private volatile NameFilter names = NameFilter.of(List.of());

    private volatile Instant latestIssuedBefore = Instant.EPOCH;

    public Marks(Clock clock) {
        this.clock = clock;
    }

    /** Puts a mark in force. */
    public synchronized void add(Mark mark) {
        bucket(mark.target()).add(mark);
        names = names.isFull() ? filter() : names;
        mark.issuedBefore().filter(latestIssuedBefore::isBefore).ifPresent(time -> latestIssuedBefore = time);
    }

    /** Takes marks out of force. */
    public synchronized void removeIf(Predicate<Mark> over) {
        for (Map<String, Bucket> index : List.of(tokens, sessions, users)) {
            index.values().forEach(bucket -> bucket.removeIf(over));
            index.values().removeIf(Bucket::isEmpty);
        }
        others.removeIf(over);
        names = filter();
    }

    private NameFilter filter() {
        return NameFilter.of(Stream.of(tokens, sessions, users)
                .flatMap(index -> index.keySet().stream())
                .toList());
    }

    /** Whether the block of this number is among them. */
    public boolean holds(long block) {
        return Stream.of(
                        tokens.values().stream(),
                        sessions.values().stream(),
                        users.values().stream(),
                        Stream.of(others))
                .flatMap(buckets -> buckets)
                .flatMap(Bucket::all)
                .anyMatch(mark -> mark.number() == block && mark.mode() == Mark.Mode.BLOCK);
    }

    private Bucket bucket(Target target) {
        if (target.token().isPresent()) {
            return bucket(tokens, target.token().get());
        }
        if (target.session().isPresent()) {
            return bucket(sessions, target.session().get());
        }
        return target.user().map(user -> bucket(users, user)).orElse(others);
    }

    private Bucket bucket(Map<String, Bucket> index, String name) {
        names.add(name);
        return index.computeIfAbsent(name, unmarked -> new Bucket());
    }

    /** The mark that ends what the credential gives in the room; a block before any other. */
    public Optional<Mark> find(AuthData auth, RoomId room) {
        return Optional.ofNullable(find(auth, room.value()));
    }

    /** The mark that ends the credential whatever the room is. */
    public Optional<Mark> find(AuthData auth) {
        return Optional.ofNullable(find(auth, (String) null));
    }

    private @Nullable Mark find(AuthData auth, @Nullable String room) {
        long now = clock.millis();
        Mark found = find(others, auth, room, now, null);
        NameFilter marked = names;
        found = find(bucket(users, auth.userId(), marked), auth, room, now, found);
        found = find(bucket(sessions, auth.session(), marked), auth, room, now, found);
        return find(bucket(tokens, auth.tokenId(), marked), auth, room, now, found);
    }

    private static @Nullable Bucket bucket(Map<String, Bucket> index, String name, NameFilter marked) {
        return marked.mayHold(name) ? index.get(name) : null;
    }

    private static @Nullable Mark find(
            @Nullable Bucket bucket, AuthData auth, @Nullable String room, long now, @Nullable Mark found) {
        if (bucket == null) {
            return found;
        }
        Mark best = best(bucket.anywhere, auth, now, found);
        List<Mark> inRoom = room == null ? null : bucket.inRoom.get(room);
        return inRoom == null ? best : best(inRoom, auth, now, best);
    }

    /** By index: an iterator would be garbage at every mutation. */
    private static @Nullable Mark best(List<Mark> marks, AuthData auth, long now, @Nullable Mark found) {
        Mark best = found;
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            boolean blocking = mark.isBlocking(now);
            boolean ends = blocking || best == null && mark.isOlder(auth);
            if (ends && mark.target().names(auth.userId(), auth.session(), auth.tokenId())) {
                if (blocking) {
                    return mark;
                }
                best = mark;
            }
        }
        return best;
    }

    /** Whether nothing may be issued to a user, or in a session, now. */
    public boolean isBlocked(String user, String session) {
        return matches(user, session, Bucket::anywhere, mark -> mark.isBlocking(clock.millis()));
    }

    /** Whether nothing may be issued for a room, to a user or in a session, now. */
    public boolean isBlocked(String user, String session, RoomId room) {
        return matches(user, session, bucket -> bucket.in(room), mark -> mark.isBlocking(clock.millis()));
    }

    /** Whether a login has ended: its session by name, or all of the user's that began before a number of the sequence. */
    public boolean isLoggedOut(String user, String session, Optional<ControlSequence> began) {
        return matches(
                user,
                session,
                Bucket::anywhere,
                mark -> mark.mode() == Mark.Mode.LOGOUT
                        && (mark.target().session().isPresent()
                                || began.filter(login -> login.number() < mark.number())
                                        .isPresent()));
    }

    private boolean matches(String user, String session, Function<Bucket, List<Mark>> where, Predicate<Mark> wanted) {
        return Stream.of(
                        Optional.of(others),
                        Optional.ofNullable(users.get(user)),
                        Optional.ofNullable(sessions.get(session)))
                .flatMap(Optional::stream)
                .flatMap(bucket -> where.apply(bucket).stream())
                .anyMatch(mark -> mark.target().names(user, session, "") && wanted.test(mark));
    }

    /** What {@code iat} of a new token must be behind: an explicit {@code issuedBefore} in the same second, say. */
    public Instant latestIssuedBefore() {
        return latestIssuedBefore;
    }
}
