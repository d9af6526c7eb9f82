package io.latchkey.room;

import static io.latchkey.room.RecordingPeer.increment;
import static io.latchkey.room.RecordingPeer.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.store.Checkpoint;
import io.latchkey.store.Store;
import io.latchkey.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there again after a restart: state, version and recorded outcomes. */
class RestartTest {
    private static final String LARGE = "\"" + "x".repeat(100 * 1024) + "\"";

    @TempDir
    Path data;

    @Test
    void aRestartKeepsStateVersionAndOutcomes() {
        Room.Snapshot before = inWorld(world -> {
            RecordingPeer ann = world.join("ann");
            ann.mutate(set(1, "a", "null"), set(2, "", "1"), increment(3, "n"), set(4, "gone", "\"\u20ac\""));
            ann.mutate("{\"type\":\"mutate\",\"id\":5,\"name\":\"delete\",\"args\":{\"key\":\"gone\"}}");
            assertThat(ann.told(5)).isEqualTo("applied");
            return world.snapshot();
        });
        assertThat(before.state()).hasSize(2);
        inWorld(world -> {
            assertThat(world.snapshot()).isEqualTo(before);
            RecordingPeer ann = world.join("ann");
            assertThat(ann.messages("joined").get(0).getJsonArray("outcomes")).hasSize(5);
            ann.mutate(set(2, "a", "1"), increment(3, "n"), increment(6, "n"));
            assertThat(ann.told(6)).isEqualTo("applied");
            assertThat(ann.told(2)).isEqualTo("invalid_arguments");
            assertThat(world.snapshot().state()).containsEntry("n", "2");
            return ann;
        });
    }

    @Test
    void aCheckpointAndWhatCameBehindItGiveTheSameRoom() {
        Room.Snapshot before = inWorld(world -> {
            write(world, 30);
            awaitCheckpoint(world);
            return world.snapshot();
        });
        inWorld(world -> {
            assertThat(world.snapshot()).isEqualTo(before);
            RecordingPeer ann = world.join("ann");
            assertThat(ann.messages("joined").get(0).getInt("lastMutation")).isEqualTo(30);
            ann.await(view -> view.state().equals(before.state()));
            return ann;
        });
    }

    @Test
    void aRoomThatWasLeftIsCheckpointedUnloadedAndLoadedAgain() {
        inWorld(world -> {
            RecordingPeer ann = world.join("ann");
            assertThat(ann.mutate(set(1, "a", "1")).told(1)).isEqualTo("applied");
            ann.leave();
            assertThat(world.snapshot().version()).isEqualTo(1);
            world.pass(Duration.ofMinutes(2));
            awaitCheckpoint(world);
            assertThat(world.snapshot().state()).containsEntry("a", "1");
            assertThat(world.join("ann").mutate(set(2, "a", "2")).told(2)).isEqualTo("applied");
            return ann;
        });
    }

    @Test
    void aCheckpointThatFailsLosesNothing() {
        AtomicInteger failures = new AtomicInteger();
        Room.Snapshot before;
        try (RoomWorld world = RoomWorld.over(data, store -> failingFirst(store, failures))) {
            write(world, 90);
            awaitCheckpoint(world);
            before = world.snapshot();
        }
        assertThat(failures).hasValueGreaterThan(1);
        inWorld(world -> {
            assertThat(world.snapshot()).isEqualTo(before);
            return world;
        });
    }

    private <T> T inWorld(Function<RoomWorld, T> test) {
        try (RoomWorld world = RoomWorld.open(data)) {
            return test.apply(world);
        }
    }

    private static void write(RoomWorld world, int count) {
        RecordingPeer ann = world.join("ann");
        for (int i = 1; i <= count; i++) {
            assertThat(ann.mutate(set(i, "k" + i, LARGE)).told(i)).isEqualTo("applied");
        }
    }

    private static void awaitCheckpoint(RoomWorld world) {
        Deadline.await(() -> world.store().load(RoomWorld.ROOM).orElseThrow().version() > 0);
    }

    /** The real store on a disk that is full at the first checkpoint. */
    private static Store failingFirst(Store store, AtomicInteger checkpoints) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, args) -> {
                    if (args != null && args[0] instanceof Checkpoint && checkpoints.incrementAndGet() == 1) {
                        throw new StoreException("the disk is full");
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
