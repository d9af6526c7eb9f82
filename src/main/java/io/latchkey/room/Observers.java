package io.latchkey.room;

import io.latchkey.api.RoomId;
import io.latchkey.api.RoomObserver;
import io.latchkey.protocol.Json;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Tells an application's observers what happened, each on a thread of its own with a bounded queue, so that none can
 * hold up a room or another. Safe for use by many threads; every method returns at once.
 */
public final class Observers {
    /** For an engine without any. */
    public static final Observers NONE = new Observers(List.of(), Thread::new);

    private static final Logger LOG = System.getLogger(Observers.class.getName());
    private static final int MAX_WAITING = 10_000;
    private static final long IDLE_SECONDS = 30;

    private static final class Lane {
        private final RoomObserver observer;
        private final ThreadPoolExecutor thread;
        private final AtomicLong lost = new AtomicLong();

        Lane(RoomObserver observer, ThreadFactory threads) {
            this.observer = observer;
            thread = new ThreadPoolExecutor(
                    1,
                    1,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MAX_WAITING),
                    threads,
                    (event, full) -> {
                        if (lost.getAndIncrement() % MAX_WAITING == 0) {
                            LOG.log(Level.WARNING, name() + " does not keep up: it misses events");
                        }
                    });
            thread.allowCoreThreadTimeOut(true);
        }

        void tell(Consumer<RoomObserver> event) {
            thread.execute(() -> {
                try {
                    event.accept(observer);
                } catch (Throwable failure) { // an application's Error must not end the lane either
                    LOG.log(Level.ERROR, name() + " failed", failure);
                }
            });
        }

        private String name() {
            return "The observer " + observer.getClass().getName();
        }
    }

    private final List<Lane> lanes;

    public Observers(Collection<RoomObserver> observers, ThreadFactory threads) {
        lanes = observers.stream().map(observer -> new Lane(observer, threads)).toList();
    }

    /** @param state JSON texts by key */
    void created(RoomId room, Map<String, String> state) {
        Map<String, String> copy = Map.copyOf(state);
        tell(observer -> {
            Map<String, JsonValue> values = new LinkedHashMap<>();
            copy.forEach((key, text) -> values.put(key, Json.trusted(text)));
            observer.created(room, values);
        });
    }

    /** @param user a JSON object's text */
    void joined(RoomId room, String connection, String user) {
        tell(observer -> observer.joined(room, connection, Json.trusted(user).asJsonObject()));
    }

    void left(RoomId room, String connection, String user) {
        tell(observer -> observer.left(room, connection, Json.trusted(user).asJsonObject()));
    }

    void closed(RoomId room) {
        tell(observer -> observer.closed(room));
    }

    void deleted(RoomId room) {
        tell(observer -> observer.deleted(room));
    }

    private void tell(Consumer<RoomObserver> event) {
        lanes.forEach(lane -> lane.tell(event));
    }

    /** Ends the threads once what waits has been told. */
    public void close() {
        lanes.forEach(lane -> lane.thread.shutdown());
    }
}
