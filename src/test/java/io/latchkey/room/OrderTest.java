package io.latchkey.room;

import static io.latchkey.room.RecordingPeer.increment;
import static io.latchkey.room.RecordingPeer.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.mutation.Users;
import io.latchkey.protocol.Code;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderTest {
    @TempDir
    Path data;

    private RoomWorld world;

    @BeforeEach
    void open() {
        world = RoomWorld.open(data);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void resultsStandDirectlyBehindThePokeThatReachesThemInTheOrderOfTheirIds() {
        RecordingPeer ann = world.join("ann");
        ann.mutate(set(1, "a", "1"), set(2, "", "1"), set(3, "b", "2"));
        assertThat(ann.told(3)).isEqualTo("applied");
        assertThat(ann.told(2)).isEqualTo("invalid_arguments");
        assertThat(ann.frames().get(1).split("\n"))
                .satisfiesExactly(
                        poke -> assertThat(poke).startsWith("{\"type\":\"poke\",\"from\":0,\"to\":2,"),
                        first -> assertThat(first)
                                .startsWith("{\"type\":\"result\",\"id\":1,\"outcome\":\"applied\",\"version\":1"),
                        second -> assertThat(second).contains("\"id\":2,\"outcome\":\"rejected\""),
                        third -> assertThat(third).contains("\"id\":3,\"outcome\":\"applied\",\"version\":2"));
    }

    @Test
    void aRejectionAloneMovesNoVersionAndReachesNobodyElse() {
        RecordingPeer ann = world.join("ann");
        RecordingPeer bob = world.join("bob");
        assertThat(ann.mutate(set(1, "", "1")).told(1)).isEqualTo("invalid_arguments");
        assertThat(ann.messages("poke")).isEmpty();
        assertThat(ann.see(View::version)).isZero();
        assertThat(bob.mutate(set(1, "x", "1")).told(1)).isEqualTo("applied");
        assertThat(bob.messages("result")).hasSize(1);
        assertThat(bob.see(View::version)).isEqualTo(1);
    }

    @Test
    void aRepeatedIdIsAnsweredFromTheRecordAndNotAppliedAgain() {
        RecordingPeer ann = world.join("ann");
        assertThat(ann.mutate(increment(1, "n")).told(1)).isEqualTo("applied");
        JsonObject told = ann.result(1);
        ann.mutate(set(1, "n", "100"));
        ann.await(view -> view.messages("result").size() == 2);
        assertThat(ann.messages("result").get(1)).isEqualTo(told);
        assertThat(world.snapshot().state()).containsEntry("n", "1");
        assertThat(world.snapshot().version()).isEqualTo(1);
    }

    @Test
    void anIdTwiceInOneFrameIsAppliedOnce() {
        RecordingPeer ann = world.join("ann");
        ann.mutate(increment(1, "n"), increment(1, "n"), increment(2, "n"));
        assertThat(ann.told(2)).isEqualTo("applied");
        assertThat(world.snapshot().state()).containsEntry("n", "2");
    }

    @Test
    void aRepeatOlderThanTheRecordHasAnUnknownOutcome() {
        RecordingPeer ann = world.join("ann");
        for (long id = 1; id <= 300; id++) {
            ann.mutate(increment(id, "n"));
            ann.told(id);
        }
        ann.mutate(increment(1, "n"));
        ann.await(view -> view.messages("result").size() == 301);
        assertThat(ann.told(1)).isEqualTo("outcome_unknown");
        assertThat(world.snapshot().state()).containsEntry("n", "300");
    }

    @Test
    void aGapClosesTheConnectionAndAppliesNothingOfTheFrame() {
        RecordingPeer ann = world.join("ann").mutate(set(1, "a", "1"), set(3, "b", "1"));
        assertThat(ann.awaitClose()).isEqualTo(Code.MUTATION_GAP.close());
        assertThat(world.snapshot().version()).isZero();
    }

    @Test
    void aFrameMayHold256MutationsButNotOneMore() {
        RecordingPeer ann = world.join("ann").mutate(increments(257));
        assertThat(ann.awaitClose()).isEqualTo(Code.RATE_LIMITED.close());
        assertThat(world.snapshot().version()).isZero();
        RecordingPeer again = world.join("ann").mutate(increments(256));
        assertThat(again.told(256)).isEqualTo("applied");
        assertThat(world.snapshot().state()).containsEntry("n", "256");
        assertThat(again.see(View::broken)).isEmpty();
    }

    @Test
    void rightsThatEndWhileMutationsAreQueuedEndThemAtTheirTurn() {
        world.policy(policy("write"));
        RecordingPeer ann = RecordingPeer.join(world.rooms(), Users.underPolicy("ann"), "client-ann");
        assertThat(ann.mutate(set(1, "a", "1")).told(1)).isEqualTo("applied");
        Withdrawal.during(ann, () -> world.policy(policy("read")), set(2, "a", "2"), set(3, "no name", "3"));
        assertThat(ann.told(2)).isEqualTo("insufficient_permission");
        assertThat(ann.told(3)).isEqualTo("insufficient_permission");
        assertThat(world.snapshot().state()).containsEntry("a", "1");
        world.policy(policy("write"));
        assertThat(ann.mutate(set(4, "a", "4")).told(4)).isEqualTo("applied");
    }

    private static String policy(String access) {
        return "{\"grants\":[{\"users\":[\"ann\"],\"room\":\"acme:board\",\"access\":\"" + access + "\"}]}";
    }

    private static String[] increments(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(id -> increment(id, "n"))
                .toArray(String[]::new);
    }
}
