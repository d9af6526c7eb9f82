package io.latchkey.room;

import io.latchkey.api.RoomId;
import io.latchkey.config.Settings;
import io.latchkey.config.SettingsLoader;
import io.latchkey.meter.Meters;
import io.latchkey.mutation.MutationWorld;
import io.latchkey.mutation.Users;
import io.latchkey.store.H2Store;
import io.latchkey.store.RoomLog;
import io.latchkey.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The engine as a server wires it, over a real store and with a clock that only tests move. */
final class RoomWorld implements AutoCloseable {
    static final RoomId ROOM = RoomId.parse("acme:board").orElseThrow();

    private final AtomicReference<Instant> now = new AtomicReference<>(Users.NOW);
    private final ExecutorService tasks = Executors.newFixedThreadPool(4);
    private final ExecutorService writers = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MutationWorld mutations;
    private final Store store;
    private final RoomLog log;
    private final Rooms rooms;

    private RoomWorld(Path data, UnaryOperator<Store> around, Observers observers, Class<?>... beans) {
        mutations = MutationWorld.with(beans);
        store = around.apply(H2Store.open(data));
        log = new RoomLog(store, Thread::new);
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        rooms = new Rooms(new Engine(
                store,
                log,
                new StoredControl(store),
                mutations.mutationsOfLargeRooms(),
                mutations.rights(),
                settings(data),
                tasks,
                writers,
                timer,
                (from, room, event, content) -> true,
                observers,
                clock,
                new RoomWatch(new Meters(), event -> {})));
    }

    static RoomWorld open(Path data, Class<?>... beans) {
        return new RoomWorld(data, UnaryOperator.identity(), Observers.NONE, beans);
    }

    static RoomWorld over(Path data, UnaryOperator<Store> around, Class<?>... beans) {
        return new RoomWorld(data, around, Observers.NONE, beans);
    }

    static RoomWorld observed(Path data, Observers observers) {
        return new RoomWorld(data, UnaryOperator.identity(), observers);
    }

    <T> T bean(Class<T> type) {
        return mutations.bean(type);
    }

    private static Settings settings(Path data) {
        Properties properties = new Properties();
        properties.setProperty("user.home", data.toString());
        return new SettingsLoader(properties, Map.of()).load();
    }

    Rooms rooms() {
        return rooms;
    }

    Store store() {
        return store;
    }

    void policy(String json) {
        mutations.policy(json);
    }

    RecordingPeer join(String user) {
        return RecordingPeer.join(rooms, user);
    }

    Room.Snapshot snapshot() {
        return rooms.read(ROOM, Users.reader("auditor")).join();
    }

    /** Lets time pass, and the once-a-second work be done. */
    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
        rooms.tick();
        awaitIdle((ThreadPoolExecutor) tasks);
        awaitIdle((ThreadPoolExecutor) writers);
    }

    /** As far as it gets: a test may hold a thread on purpose. */
    private static void awaitIdle(ThreadPoolExecutor threads) {
        Instant deadline = Instant.now().plusSeconds(1);
        while ((threads.getActiveCount() > 0 || !threads.getQueue().isEmpty())
                && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
    }

    /** As a server stops: what was accepted is committed. */
    @Override
    public void close() {
        log.close();
        end(tasks);
        end(writers);
        timer.shutdown();
        store.close();
        mutations.close();
    }

    private static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("tasks that do not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
