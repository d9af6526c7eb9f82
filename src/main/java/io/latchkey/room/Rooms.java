package io.latchkey.room;

import io.latchkey.access.Rights;
import io.latchkey.api.AuthData;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings.AutoCreate;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Result;
import io.latchkey.store.StoreException;
import io.latchkey.store.StoredRoom;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The rooms of this node: loaded on first use, unloaded when nobody was in one for a minute. Methods may be called by
 * any thread and return at once.
 */
public final class Rooms {
    static final Duration IDLE = Duration.ofMinutes(1);
    private static final Logger LOG = System.getLogger(Rooms.class.getName());
    private static final int EPOCH_BYTES = 6;

    private final Engine engine;
    private final Map<RoomId, CompletableFuture<Optional<Room>>> loaded = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    /** One at a time: many rooms that become idle at once must not keep every thread from those in use. */
    private final Executor checkpoints;

    private final Connections connections = new Connections();
    private final Eviction eviction = new Eviction(connections, this);
    private final Roster roster = new Roster(connections);
    private volatile boolean draining;

    public Rooms(Engine engine) {
        this.engine = engine;
        this.checkpoints = new SerialExecutor(engine.tasks());
    }

    public Eviction eviction() {
        return eviction;
    }

    public Roster roster() {
        return roster;
    }

    /**
     * Joins a connection to a room; creates the room when the rules let the user. What brings the member into the room is
     * written by the calling thread, when that is short and the room at rest.
     */
    public CompletableFuture<EntryResult> enter(RoomId id, EntryRequest request) {
        if (draining) {
            return CompletableFuture.completedFuture(new EntryResult.Refused(Code.DRAINING));
        }
        CompletableFuture<EntryResult> result = new CompletableFuture<>();
        boolean done = loadedRoom(id)
                .filter(room -> room.enterNow(request, result::complete))
                .isPresent();
        if (!done) {
            withRoom(
                    id,
                    request.auth(),
                    room -> room.enter(request, result::complete),
                    code -> result.complete(new EntryResult.Refused(code)));
        }
        return result;
    }

    /**
     * Runs mutations for a caller without a socket, in order, behind the same queue as all others.
     *
     * @param auth who asks, for all of them
     * @return the outcomes; completed exceptionally with {@link RefusedException} when the caller may not enter, with
     *     {@link StoreException} when nothing could be made durable
     */
    public CompletableFuture<List<Result>> mutate(RoomId id, AuthData auth, List<Submission> submissions) {
        CompletableFuture<List<Result>> results = new CompletableFuture<>();
        withRoom(
                id,
                auth,
                room -> room.mutate(submissions, results),
                code -> results.completeExceptionally(new RefusedException(code)));
        return results;
    }

    /** The state of a room; completed exceptionally with {@link RefusedException}. */
    public CompletableFuture<Room.Snapshot> read(RoomId id, AuthData auth) {
        CompletableFuture<Room.Snapshot> result = new CompletableFuture<>();
        withRoom(
                id,
                auth,
                room -> {
                    // a room may take a while to load
                    Optional<Code> ended = engine.rights().endOf(auth, id);
                    ended.ifPresentOrElse(
                            code -> result.completeExceptionally(new RefusedException(code)),
                            () -> result.complete(room.snapshot()));
                },
                code -> result.completeExceptionally(new RefusedException(code)));
        return result;
    }

    /**
     * Sends an event to everybody in a room, for a caller without a socket.
     *
     * @return why it was not sent; completed exceptionally with {@link RefusedException} when the caller has no right to
     *     the room or there is none
     */
    public CompletableFuture<Optional<Code>> broadcast(RoomId id, AuthData auth, String event, JsonValue data) {
        CompletableFuture<Optional<Code>> result = new CompletableFuture<>();
        Consumer<Code> refused = code -> result.completeExceptionally(new RefusedException(code));
        if (engine.rights().rightsOf(auth, id).isNone()) {
            refused.accept(Code.FORBIDDEN);
        } else {
            withLoaded(
                    id,
                    room -> result.complete(room.broadcast(auth, event, data)),
                    refused,
                    () -> refused.accept(Code.ROOM_NOT_FOUND));
        }
        return result;
    }

    /**
     * Begins a new epoch of a room, as after a restored backup: what clients know of it counts no more.
     *
     * @return its name; completed exceptionally with {@link RefusedException}
     */
    public CompletableFuture<String> newEpoch(RoomId id, AuthData auth) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Consumer<Code> refused = code -> result.completeExceptionally(new RefusedException(code));
        Rights rights = engine.rights().rightsOf(auth, id);
        if (!rights.allows(Permission.ROOM_ADMIN)) {
            refused.accept(rights.allows(Permission.ROOM_READ) ? Code.INSUFFICIENT_PERMISSION : Code.FORBIDDEN);
            return result;
        }
        String epoch = newEpoch();
        Consumer<Optional<Code>> done = refusal -> refusal.ifPresentOrElse(refused, () -> result.complete(epoch));
        withLoaded(
                id,
                room -> room.renew(epoch, old -> loaded.remove(id), done),
                refused,
                () -> refused.accept(Code.ROOM_NOT_FOUND));
        return result;
    }

    /** No right to a room is told before its existence. */
    private void withRoom(RoomId id, AuthData auth, Consumer<Room> task, Consumer<Code> refused) {
        Rights rights = engine.rights().rightsOf(auth, id);
        if (!rights.allows(Permission.ROOM_READ)) {
            refused.accept(engine.rights().endOf(auth, id).orElse(Code.FORBIDDEN));
            return;
        }
        withLoaded(
                id, task, refused, () -> createOrRefuse(id, rights, () -> withRoom(id, auth, task, refused), refused));
    }

    private void withLoaded(RoomId id, Consumer<Room> task, Consumer<Code> refused, Runnable absent) {
        CompletableFuture<Optional<Room>> loading = loaded.computeIfAbsent(id, this::load);
        loading.whenComplete((room, failure) -> {
            if (failure != null) {
                loaded.remove(id, loading);
                refused.accept(failure instanceof RefusedException refusal ? refusal.code() : Code.OVERLOADED);
            } else if (room.isPresent()) {
                room.get().execute(task, () -> withLoaded(id, task, refused, absent));
            } else {
                loaded.remove(id, loading);
                absent.run();
            }
        });
    }

    private void createOrRefuse(RoomId id, Rights rights, Runnable again, Consumer<Code> refused) {
        boolean allowed = engine.settings().rooms().autoCreate() == AutoCreate.GRANT && rights.mayCreateByJoining();
        if (!allowed) {
            refused.accept(Code.ROOM_NOT_FOUND);
            return;
        }
        try {
            if (engine.store().create(id, newEpoch())) {
                engine.observers().created(id, Map.of());
            }
        } catch (StoreException e) {
            LOG.log(Level.ERROR, e.getMessage());
            refused.accept(Code.OVERLOADED);
            return;
        }
        again.run();
    }

    /**
     * Makes a room, a deleted one too, with a first state: JSON text by key.
     *
     * @return false, with nothing changed, when it is there
     * @throws StoreException when the database does not do it
     */
    public boolean create(RoomId id, Map<String, String> state) {
        boolean made = engine.store().create(id, newEpoch(), state);
        if (made) {
            engine.observers().created(id, state);
        }
        return made;
    }

    /** Lets the application's observers know what an administrator did; to be called on one node. */
    public void tellObservers(RoomId id, StoredRoom.Status status) {
        switch (status) {
            case CLOSED -> engine.observers().closed(id);
            case DELETED -> engine.observers().deleted(id);
            case OPEN -> {} // what was closed is there again, but nothing was made
        }
    }

    private String newEpoch() {
        byte[] bytes = new byte[EPOCH_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private CompletableFuture<Optional<Room>> load(RoomId id) {
        CompletableFuture<Optional<Room>> loading = new CompletableFuture<>();
        engine.tasks().execute(() -> {
            try {
                Optional<StoredRoom> stored = engine.store().load(id);
                if (stored.filter(found -> found.status() != StoredRoom.Status.OPEN)
                        .isPresent()) {
                    loading.completeExceptionally(new RefusedException(Code.ROOM_CLOSED));
                    return;
                }
                loading.complete(stored.map(found -> new Room(id, found, engine, checkpoints, connections)));
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "Room " + id + " can't be loaded", e);
                loading.completeExceptionally(e);
            }
        });
        return loading;
    }

    /** Unloads a room whose status has changed; completed when who was in it is cut off. */
    public CompletableFuture<?> close(RoomId id) {
        CompletableFuture<Optional<Room>> loading = loaded.remove(id);
        return loading == null
                ? CompletableFuture.completedFuture(null)
                : loading.handle((room, failure) -> failure == null ? room : Optional.<Room>empty())
                        .thenCompose(room -> room.isEmpty()
                                ? CompletableFuture.completedFuture(null)
                                : room.get().closed(Code.ROOM_CLOSED));
    }

    Optional<Room> loadedRoom(RoomId id) {
        return Optional.ofNullable(loaded.get(id)).flatMap(Rooms::ifLoaded);
    }

    /** Those in which mutations wait for their outcome. */
    List<Room> busy() {
        return loaded.values().stream()
                .flatMap(loading -> ifLoaded(loading).stream())
                .filter(Room::isBusy)
                .toList();
    }

    /** Applies the policy of now everywhere. */
    public void refreshAll() {
        loaded.values().forEach(loading -> ifLoaded(loading).ifPresent(Room::refreshed));
    }

    private static Optional<Room> ifLoaded(CompletableFuture<Optional<Room>> loading) {
        return loading.isDone() && !loading.isCompletedExceptionally() ? loading.join() : Optional.empty();
    }

    /** This server is about to stop: lets nobody in any more, and has everybody who is there come back elsewhere. */
    public void drain() {
        draining = true;
        eviction.drain();
    }

    public boolean isDraining() {
        return draining;
    }

    /** How many rooms are loaded, or being loaded. */
    public int count() {
        return loaded.size();
    }

    /** To be called about once a second: heartbeats, stalled peers, idle rooms. */
    public void tick() {
        loaded.forEach((id, loading) -> {
            ifLoaded(loading).ifPresent(room -> room.tick(retired -> loaded.remove(id, loading)));
        });
    }
}
