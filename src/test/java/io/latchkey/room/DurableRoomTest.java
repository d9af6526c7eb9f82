package io.latchkey.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.engine.EngineWorld;
import io.latchkey.mutation.MutationCall;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.Json;
import io.latchkey.room.Submission.Numbered;
import io.latchkey.store.GatedStore;
import io.latchkey.store.H2Store;
import io.latchkey.store.StoredRoom;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a room does when its store does not do what it should. */
class DurableRoomTest {
    private static final RoomId ROOM = new RoomId("acme:board");
    private static final AuthData ANN = EngineWorld.writer("ann");
    private static final String LARGE = "x".repeat(100_000);

    @TempDir
    Path folder;

    private GatedStore store;
    private EngineWorld world;

    @BeforeEach
    void open() {
        store = new GatedStore(H2Store.open(folder));
        world = new EngineWorld(store);
    }

    @AfterEach
    void close() {
        store.open();
        world.close();
        store.close();
    }

    private void restart() {
        close();
        open();
    }

    private void set(long id, String key, String text) {
        String args = "{\"key\":\"" + key + "\",\"value\":\"" + text + "\"}";
        MutationCall call = new MutationCall(ROOM, () -> ANN, "set", Json.trusted(args));
        Submission submission = new Submission(call, Optional.of(new Numbered("rest-client", id)));
        assertThat(world.rooms()
                        .mutate(ROOM, ANN, List.of(submission))
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join())
                .singleElement()
                .satisfies(result -> assertThat(result.outcome()).isEqualTo("applied"));
    }

    private Room.Snapshot state() {
        return world.rooms().read(ROOM, ANN).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private StoredRoom stored() {
        return store.load(ROOM).orElseThrow();
    }

    @Test
    void whatAFailedCheckpointHeldIsPartOfTheNextOne() {
        store.failCheckpoints(1);
        set(1, "a", LARGE);
        set(2, "b", LARGE);
        int id = 3;
        for (; store.checkpoints() == 0; id++) {
            set(id, "early", LARGE);
        }
        for (; stored().position() == 0; id++) {
            set(id, "late", LARGE + id);
        }
        Room.Snapshot before = state();
        restart();
        assertThat(state()).isEqualTo(before);
        assertThat(before.state()).containsOnlyKeys("a", "b", "early", "late");
        set(1, "a", "a repeat is answered from the record and not applied");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void checkpointsOfARoomAreWrittenOneAfterAnother() {
        for (int id = 1; id <= 60; id++) {
            set(id, "key" + id % 7, LARGE + id);
        }
        Room.Snapshot before = state();
        restart();
        assertThat(state()).isEqualTo(before);
        assertThat(before.version()).isEqualTo(60);
    }

    private record Joined(Room room, Member member, TestPeer peer) {
        void mutate(long... ids) {
            List<Mutate> frame = LongStream.of(ids)
                    .mapToObj(id -> new Mutate(id, "increment", Json.trusted("{\"key\":\"n\"}")))
                    .toList();
            room.mutate(member, frame);
        }
    }

    private Joined join() {
        TestPeer peer = new TestPeer();
        EntryRequest request = new EntryRequest(peer, "192.0.2.1", ANN, Optional.of("client-a"), Optional.empty());
        EntryResult result = world.rooms()
                .enter(ROOM, request)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        EntryResult.Entered entered = (EntryResult.Entered) result;
        return new Joined(entered.room(), entered.member(), peer);
    }

    @Test
    void whenNothingCanBeMadeDurableTheClientIsToldToComeBackWhateverElseItHadSentAlready() {
        Joined first = join();
        store.failAppends(1, GatedStore.Failure.BEFORE);
        store.shut();
        first.mutate(1, 2);
        first.mutate(3);
        store.open();
        assertThat(first.peer().first("error").getString("code")).isEqualTo("overloaded");
        first.mutate(4);
        first.mutate(5, 6);
        assertThat(first.peer().closed()).isEqualTo("4503 overloaded");

        Joined again = join();
        assertThat(again.peer().first("joined").getInt("lastMutation")).isZero();
        again.mutate(1, 2, 3, 4, 5, 6);
        assertThat(again.peer().result(6).getString("outcome")).isEqualTo("applied");
        assertThat(state().state()).containsEntry("n", "6");
    }

    @Test
    void aCommitWhoseAnswerWasLostIsFoundAndNotDoneAgain() {
        Joined first = join();
        store.failAppends(1, GatedStore.Failure.AFTER);
        first.mutate(1, 2, 3);
        assertThat(first.peer().closed()).isEqualTo("4503 overloaded");

        Joined again = join();
        again.mutate(1, 2, 3, 4);
        JsonObject third = again.peer().result(3);
        assertThat(third.getInt("version")).isEqualTo(3);
        assertThat(again.peer().result(4).getInt("version")).isEqualTo(4);
        assertThat(state().state()).containsEntry("n", "4");
    }
}
