package io.latchkey.room;

import io.latchkey.access.Mark;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections whose right to be there a mark has ended, and says when it is over: nothing is handed to the container
 * any more, and no mutation that was checked before is still under way (guarantee G5). Safe for use by many threads.
 */
public final class Eviction {
    /**
     * What a mark came to.
     *
     * @param rooms with the last version that could have been written under the rights that ended
     */
    public record Effect(int matched, int closed, Map<RoomId, Long> rooms) {
        public static final Effect NONE = new Effect(0, 0, Map.of());
    }

    /** Above this many, each is told when to come back, so that they do not come at once. */
    private static final int CROWD = 50;

    private static final int COME_BACK_PER_SECOND = 200;
    static final long STUCK_MS = 1_000;

    private final Connections connections;
    private final Rooms rooms;

    Eviction(Connections connections, Rooms rooms) {
        this.connections = connections;
        this.rooms = rooms;
    }

    /** The connections that a mark would end. */
    public int count(Mark mark) {
        return connections.coveredBy(mark).size();
    }

    /**
     * Ends what a mark covers. The mark must be in force already: who is not found here is refused where it enters.
     *
     * @param grace how long each may stay, silent, and bring another credential; zero: not at all
     */
    public CompletableFuture<Effect> apply(Mark mark, Code code, Duration grace) {
        List<Member> members = connections.coveredBy(mark);
        List<CompletableFuture<@Nullable Void>> quiet = new ArrayList<>();
        for (Member member : members) {
            quiet.add(grace.isZero() ? member.cut(code, lastWords(code, members.size())) : member.mute(code, grace));
        }
        Set<RoomId> touched = new ConcurrentSkipListSet<>();
        members.forEach(member -> touched.add(member.room()));
        return all(quiet)
                .completeOnTimeout(null, STUCK_MS, TimeUnit.MILLISECONDS)
                .thenCompose(done -> {
                    abortTheStuck(members, quiet, code);
                    return roomsThatHold(mark, touched);
                })
                .thenCompose(done -> versions(touched))
                .thenApply(versions -> new Effect(members.size(), grace.isZero() ? members.size() : 0, versions));
    }

    /** Has everybody come back, each at a moment of its own; what is queued for them is sent before. */
    void drain() {
        List<Member> members = connections.all();
        for (Member member : members) {
            Optional<String> later = lastWords(Code.DRAINING, members.size());
            member.tell(later.orElseGet(() -> Failure.of(Code.DRAINING).encode()));
            member.close(Code.DRAINING);
        }
    }

    /** A write that blocks was handed over before; what it holds up is closed over its head. */
    private static void abortTheStuck(List<Member> members, List<CompletableFuture<@Nullable Void>> quiet, Code code) {
        for (int i = 0; i < members.size(); i++) {
            if (!quiet.get(i).isDone()) {
                members.get(i).abort(code);
            }
        }
    }

    private static Optional<String> lastWords(Code code, int crowd) {
        if (crowd <= CROWD) {
            return Optional.empty();
        }
        long spread = 1_000L * crowd / COME_BACK_PER_SECOND;
        OptionalLong later = OptionalLong.of(ThreadLocalRandom.current().nextLong(spread + 1));
        return Optional.of(new Failure(code, code.message(), Optional.empty(), later).encode());
    }

    /** Mutations may wait of somebody who has no connection: over REST, or gone. */
    private CompletableFuture<@Nullable Void> roomsThatHold(Mark mark, Set<RoomId> touched) {
        Stream<CompletableFuture<@Nullable Void>> asked = rooms.busy().stream()
                .filter(room -> !touched.contains(room.id()))
                .map(room -> room.holdsFor((AuthData auth) -> mark.covers(auth, room.id()))
                        .thenAccept(holds -> {
                            if (holds) {
                                touched.add(room.id());
                            }
                        }));
        return all(asked.toList());
    }

    /** The versions of rooms once nothing is under way in them that was checked before. */
    CompletableFuture<Map<RoomId, Long>> versions(Collection<RoomId> ids) {
        Map<RoomId, Long> versions = new ConcurrentSkipListMap<>();
        List<CompletableFuture<@Nullable Void>> settled = new ArrayList<>();
        for (RoomId id : ids) {
            rooms.loadedRoom(id)
                    .ifPresent(room ->
                            settled.add(room.settledVersion().thenAccept(version -> versions.put(id, version))));
        }
        return all(settled).thenApply(done -> versions);
    }

    /** Applies the policy of now to those who are in a room. */
    public CompletableFuture<Effect> refresh(RoomId id) {
        Optional<Room> room = rooms.loadedRoom(id);
        if (room.isEmpty()) {
            return CompletableFuture.completedFuture(Effect.NONE);
        }
        int matched = connections.in(id).size();
        return room.get()
                .refreshed()
                .thenCompose(
                        closed -> versions(List.of(id)).thenApply(versions -> new Effect(matched, closed, versions)));
    }

    private static CompletableFuture<@Nullable Void> all(Collection<CompletableFuture<@Nullable Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }
}
