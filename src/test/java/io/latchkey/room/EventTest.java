package io.latchkey.room;

import static io.latchkey.room.RecordingPeer.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.Await;
import io.latchkey.store.GatedStore;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mutation does besides writing happens once, with its commit, and not without it. */
class EventTest {
    @TempDir
    Path data;

    private final AtomicReference<GatedStore> store = new AtomicReference<>();
    private RoomWorld world;
    private Bell bell;

    @BeforeEach
    void open() {
        world = RoomWorld.over(
                data,
                inner -> {
                    store.set(new GatedStore(inner));
                    return store.get();
                },
                Bell.class);
        bell = world.bean(Bell.class);
    }

    @AfterEach
    void close() {
        store().open();
        world.close();
    }

    private static String call(long id, String mutation, String name, String audience) {
        return "{\"type\":\"mutate\",\"id\":" + id + ",\"name\":\"" + mutation + "\",\"args\":{\"name\":\"" + name
                + "\",\"to\":\"" + audience + "\"}}";
    }

    private static String ring(long id, String name, String audience) {
        return call(id, "ring", name, audience);
    }

    private static String[] heard(RecordingPeer peer) {
        return peer.messages("broadcast").stream()
                .map(message -> message.getString("data"))
                .toArray(String[]::new);
    }

    @Test
    void anEventReachesAllOrTheOthersOrItsAuthorAlone() {
        RecordingPeer ann = world.join("ann");
        RecordingPeer bob = world.join("bob");
        ann.mutate(ring(1, "one", "ALL"), ring(2, "two", "OTHERS"), ring(3, "three", "SELF"));
        ann.told(3);
        bob.await(view -> view.version() == 3);
        assertThat(heard(ann)).containsExactly("one", "three");
        assertThat(heard(bob)).containsExactly("one", "two");
        JsonObject from = bob.messages("broadcast").get(0).getJsonObject("from");
        assertThat(from.getString("connection")).isEqualTo(ann.where().member().connection());
        assertThat(from.getJsonObject("user").getString("id")).isEqualTo("ann");
    }

    @Test
    void nothingIsHeardOrRunBeforeTheCommit() {
        RecordingPeer ann = world.join("ann");
        ann.mutate(set(1, "room", "\"is there\""));
        ann.told(1);
        store().shut();
        ann.mutate(ring(2, "early", "ALL"));
        Await.until("the mutator ran", () -> bell.runs() == 1);
        assertThat(bell.committed()).isEmpty();
        assertThat(heard(ann)).isEmpty();
        store().open();
        ann.told(2);
        assertThat(heard(ann)).containsExactly("early");
        Await.until("the commit is told", () -> bell.committed().size() == 1);
    }

    @Test
    void afterALostRaceItIsDoneOnceAlthoughTheMutatorRanTwice() {
        RecordingPeer ann = world.join("ann");
        store().shut();
        ann.mutate(ring(1, "once", "ALL"));
        Await.until("the mutator ran", () -> bell.runs() == 1);
        try (RoomWorld other = RoomWorld.open(data)) {
            assertThat(other.join("bob").mutate(set(1, "first", "true")).told(1))
                    .isEqualTo("applied");
        }
        store().open();
        assertThat(ann.told(1)).isEqualTo("applied");
        assertThat(ann.result(1).getInt("version")).isEqualTo(2);
        assertThat(bell.runs()).isEqualTo(2);
        Await.until("the commit is told", () -> !bell.committed().isEmpty());
        ann.mutate(ring(2, "after", "ALL"));
        ann.told(2);
        Await.until("the next commit is told", () -> bell.committed().contains("after"));
        assertThat(bell.committed()).containsExactly("once", "after");
        assertThat(heard(ann)).containsExactly("once", "after");
        assertThat(world.snapshot().state()).containsKeys("first", "rung");
    }

    @Test
    void aMutationThatFailsOrIsRejectedDoesNothingAfterwards() {
        RecordingPeer ann = world.join("ann");
        ann.mutate(call(1, "ringAndFail", "a", "ALL"), call(2, "ringAndReject", "b", "ALL"), ring(3, "c", "ALL"));
        assertThat(ann.told(1)).isEqualTo("internal");
        assertThat(ann.told(2)).isEqualTo("mutation_rejected");
        assertThat(ann.told(3)).isEqualTo("applied");
        Await.until("the commit is told", () -> !bell.committed().isEmpty());
        assertThat(bell.committed()).containsExactly("c");
        assertThat(heard(ann)).containsExactly("c");
    }

    @Test
    void whatFailsAfterTheCommitHurtsNeitherTheOutcomeNorTheRoom() {
        RecordingPeer ann = world.join("ann");
        for (int id = 1; id <= 20; id++) {
            ann.mutate(call(id, "burst", "", "ALL"));
            assertThat(ann.told(id)).isEqualTo("applied");
        }
    }

    @Test
    void aRepeatIsAnsweredAndNothingIsDoneAgain() {
        RecordingPeer ann = world.join("ann");
        ann.mutate(ring(1, "x", "ALL"));
        ann.told(1);
        ann.mutate(ring(1, "x", "ALL"), ring(2, "y", "ALL"));
        ann.told(2);
        Await.until("both commits are told", () -> bell.committed().contains("y"));
        assertThat(bell.committed()).containsExactly("x", "y");
        assertThat(heard(ann)).containsExactly("x", "y");
    }

    private GatedStore store() {
        return Objects.requireNonNull(store.get());
    }
}
