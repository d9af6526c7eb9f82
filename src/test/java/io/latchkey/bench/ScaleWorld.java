package io.latchkey.bench;

import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.engine.Await;
import io.latchkey.engine.EngineWorld;
import io.latchkey.mutation.MutationCall;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ServerMessage.Result;
import io.latchkey.room.Submission;
import io.latchkey.store.H2Store;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The engine over a folder, with a clock that makes rooms idle at once. */
final class ScaleWorld implements AutoCloseable {
    private static final int AT_ONCE = 200;
    private static final Duration LONGER_THAN_IDLE = Duration.ofMinutes(2);

    private final AuthData auth = EngineWorld.writer("ann");
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource later = () -> Instant.now().plus(ahead.get());
    private final Clock clock = later.withZone(ZoneOffset.UTC);
    private final H2Store store;
    private final EngineWorld world;
    private final long opened;

    ScaleWorld(Path folder) {
        long start = System.nanoTime();
        store = H2Store.open(folder);
        opened = System.nanoTime() - start;
        world = new EngineWorld(store, clock);
    }

    /** How long the store took to open, in nanoseconds. */
    long opened() {
        return opened;
    }

    static RoomId room(int number) {
        return new RoomId("scale:" + number);
    }

    /** Makes a room with its keys by one mutation. */
    CompletableFuture<?> build(int room, int keys) {
        JsonObjectBuilder values = Json.object();
        for (int key = 0; key < keys; key++) {
            values.add(
                    "item/" + key, Json.object().add("title", "number " + key).add("room", room));
        }
        return mutate(room, "setAll", Json.object().add("values", values).build());
    }

    CompletableFuture<?> increment(int room) {
        return mutate(room, "increment", Json.object().add("key", "n").build());
    }

    private CompletableFuture<List<Result>> mutate(int number, String name, JsonObject args) {
        RoomId room = room(number);
        Submission submission = new Submission(new MutationCall(room, () -> auth, name, args), Optional.empty());
        return world.rooms().mutate(room, auth, List.of(submission));
    }

    CompletableFuture<?> read(int room) {
        return world.rooms().read(room(room), auth);
    }

    /** Does something to each of these rooms, many at once, and waits until all of it is done. */
    static void each(IntStream rooms, Function<Integer, CompletableFuture<?>> action) {
        Semaphore free = new Semaphore(AT_ONCE);
        List<CompletableFuture<?>> all = new ArrayList<>();
        rooms.forEach(room -> {
            free.acquireUninterruptibly();
            all.add(action.apply(room).whenComplete((result, failure) -> free.release()));
        });
        all.forEach(CompletableFuture::join);
    }

    /** One pass over the loaded rooms, as there is one each second; returns before their tasks ran. */
    void tick() {
        world.rooms().tick();
    }

    /** Begins to unload every room; returns before it is done. */
    void idle() {
        ahead.updateAndGet(now -> now.plus(LONGER_THAN_IDLE));
        world.rooms().tick();
    }

    /** Has every room unloaded, and its checkpoint written. */
    void unload(IntStream written) {
        idle();
        written.forEach(room -> Await.until(
                "the checkpoint of " + room,
                () -> store.load(room(room)).orElseThrow().log().isEmpty()));
    }

    @Override
    public void close() {
        world.close();
        store.close();
    }
}
