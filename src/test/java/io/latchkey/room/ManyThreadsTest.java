package io.latchkey.room;

import static io.latchkey.room.RecordingPeer.increment;
import static io.latchkey.room.RecordingPeer.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.mutation.Users;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members on threads of their own who write, repeat and come back at random. */
class ManyThreadsTest {
    private static final int MEMBERS = 8;
    private static final int MUTATIONS = 150;

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121})
    void everyMemberSeesTheSameStateAndNothingIsLostOrAppliedTwice(long seed) throws Exception {
        try (RoomWorld world = RoomWorld.open(data)) {
            ExecutorService threads = Executors.newFixedThreadPool(MEMBERS);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<RecordingPeer>> running = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return member(world, number, new Random(seed + number));
                }));
            }
            start.countDown();
            List<RecordingPeer> peers = new ArrayList<>();
            for (Future<RecordingPeer> one : running) {
                peers.add(one.get());
            }
            threads.shutdown();
            Room.Snapshot room = world.snapshot();
            assertThat(room.version()).isEqualTo((long) MEMBERS * MUTATIONS);
            assertThat(sum(room)).isEqualTo((long) MEMBERS * MUTATIONS);
            peers.forEach(peer -> agrees(peer, room));
        }
    }

    private static long sum(Room.Snapshot room) {
        return room.state().values().stream().mapToLong(Long::parseLong).sum();
    }

    private static void agrees(RecordingPeer peer, Room.Snapshot room) {
        peer.await(view -> view.version() == room.version());
        assertThat(peer.see(View::state)).isEqualTo(room.state());
        assertThat(peer.see(View::broken)).isEmpty();
    }

    /** Sends one id after another, in frames of random size that overlap the one before, over random connections. */
    private static RecordingPeer member(RoomWorld world, int number, Random random) {
        String user = "user" + number;
        RecordingPeer peer = world.join(user);
        int sent = 0;
        while (sent < MUTATIONS) {
            int from = Math.max(1, sent - random.nextInt(4));
            int to = Math.min(MUTATIONS, sent + 1 + random.nextInt(8));
            List<String> frame = new ArrayList<>();
            for (int id = from; id <= to; id++) {
                frame.add(increment(id, "n" + (id % 3)));
            }
            peer.mutate(frame.toArray(String[]::new));
            sent = to;
            if (random.nextInt(6) == 0) {
                peer.leave();
                peer = RecordingPeer.join(world.rooms(), Users.writer(user), "client-" + user);
                assertThat(peer.see(View::broken)).isEmpty();
            }
        }
        peer.mutate(set(MUTATIONS, "n0", "-1"));
        peer.told(MUTATIONS);
        return peer;
    }
}
