package io.latchkey.room;

import static io.latchkey.room.RecordingPeer.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.RoomId;
import io.latchkey.api.RoomObserver;
import io.latchkey.engine.Await;
import io.latchkey.store.StoredRoom.Status;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application hears of rooms, and that its mistakes stay its own. */
class ObserversTest {
    private static final Duration GONE = Duration.ofSeconds(26);

    @TempDir
    Path data;

    private static final class Diary implements RoomObserver {
        private final List<String> entries = new CopyOnWriteArrayList<>();

        @Override
        public void created(RoomId room, Map<String, JsonValue> state) {
            entries.add("created " + room + " " + state);
        }

        @Override
        public void joined(RoomId room, String connection, JsonObject user) {
            entries.add("joined " + user.getString("id"));
        }

        @Override
        public void left(RoomId room, String connection, JsonObject user) {
            entries.add("left " + user.getString("id"));
        }

        @Override
        public void closed(RoomId room) {
            entries.add("closed " + room);
        }

        @Override
        public void deleted(RoomId room) {
            entries.add("deleted " + room);
        }

        void await(String... expected) {
            Await.until("entry " + expected.length, () -> entries.size() >= expected.length);
            assertThat(entries).containsExactly(expected);
        }
    }

    private static Observers observers(RoomObserver... observers) {
        return new Observers(List.of(observers), task -> {
            Thread thread = new Thread(task, "observer");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Test
    void theLifeOfARoomIsToldInItsOrder() {
        Diary diary = new Diary();
        try (RoomWorld world = RoomWorld.observed(data, observers(diary))) {
            RecordingPeer ann = world.join("ann");
            RecordingPeer bob = world.join("bob");
            bob.leave();
            world.snapshot(); // a task of the room, behind that of the leave
            world.pass(GONE);
            diary.await("created acme:board {}", "joined ann", "joined bob", "left bob");
            ann.leave();
        }
    }

    @Test
    void aClientThatComesBackSoonHasNeitherLeftNorJoined() {
        Diary diary = new Diary();
        try (RoomWorld world = RoomWorld.observed(data, observers(diary))) {
            world.join("ann").leave();
            world.join("ann");
            world.join("bob");
            diary.await("created acme:board {}", "joined ann", "joined bob");
        }
    }

    @Test
    void whatAdministratorsDoIsToldWithTheStateThatARoomBeginsWith() {
        Diary diary = new Diary();
        try (RoomWorld world = RoomWorld.observed(data, observers(diary))) {
            assertThat(world.rooms().create(RoomWorld.ROOM, Map.of("k", "{\"x\":[1]}")))
                    .isTrue();
            assertThat(world.rooms().create(RoomWorld.ROOM, Map.of())).isFalse();
            world.join("ann");
            world.rooms().close(RoomWorld.ROOM).join();
            world.rooms().tellObservers(RoomWorld.ROOM, Status.CLOSED);
            world.rooms().tellObservers(RoomWorld.ROOM, Status.DELETED);
            diary.await(
                    "created acme:board {k={\"x\":[1]}}",
                    "joined ann",
                    "left ann",
                    "closed acme:board",
                    "deleted acme:board");
        }
    }

    @Test
    void anObserverThatThrowsOrHangsHoldsUpNeitherTheRoomNorAnother() {
        CountDownLatch never = new CountDownLatch(1);
        Diary diary = new Diary();
        RoomObserver throwing = new RoomObserver() {
            @Override
            public void joined(RoomId room, String connection, JsonObject user) {
                throw new StackOverflowError("an application's mistake");
            }

            @Override
            public void left(RoomId room, String connection, JsonObject user) {
                diary.left(room, connection, user);
            }
        };
        RoomObserver hanging = new RoomObserver() {
            @Override
            public void created(RoomId room, Map<String, JsonValue> state) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (RoomWorld world = RoomWorld.observed(data, observers(hanging, throwing))) {
            RecordingPeer ann = world.join("ann");
            world.join("bob").leave();
            assertThat(ann.mutate(set(1, "k", "1")).told(1)).isEqualTo("applied"); // behind the leave
            world.pass(GONE);
            diary.await("left bob");
        } finally {
            never.countDown();
        }
    }

    @Test
    void eventsBeyondItsQueueAreLostToAnObserverThatHangs() {
        CountDownLatch held = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        Observers observers = observers(new RoomObserver() {
            @Override
            public void closed(RoomId room) {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                told.add(room.value());
            }
        });
        for (int i = 0; i < 10_100; i++) {
            observers.closed(RoomWorld.ROOM);
        }
        held.countDown();
        Await.until("what waited is told", () -> told.size() >= 10_000);
        observers.closed(new RoomId("last"));
        Await.until("the next is told", () -> told.contains("last"));
        assertThat(told).hasSizeLessThan(10_100);
        observers.close();
    }
}
