package io.latchkey.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.AuthData;
import io.latchkey.mutation.MutationCall;
import io.latchkey.mutation.Users;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ServerMessage.Result;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What REST asks of the engine. */
class WithoutSocketTest {
    private static final List<String> BUILT_IN =
            List.of("set", "delete", "patch", "increment", "append", "setAll", "clear", "unknown");

    @TempDir
    Path data;

    private RoomWorld world;

    @BeforeEach
    void open() {
        world = RoomWorld.open(data);
        world.join("ann");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Submission submission(AuthData auth, String name, Optional<Submission.Numbered> number) {
        JsonObject args = Json.object()
                .add("key", "k")
                .add("value", 1)
                .add("merge", JsonObject.EMPTY_JSON_OBJECT)
                .add("values", Json.object().add("k", 1))
                .add("prefix", "")
                .build();
        return new Submission(new MutationCall(RoomWorld.ROOM, () -> auth, name, args), number);
    }

    private List<Result> mutate(AuthData auth, List<Submission> submissions) {
        return world.rooms().mutate(RoomWorld.ROOM, auth, submissions).join();
    }

    @Test
    void aReaderIsRefusedEveryMutation() {
        AuthData bob = Users.reader("bob");
        List<Result> results = mutate(
                bob,
                BUILT_IN.stream()
                        .map(name -> submission(bob, name, Optional.empty()))
                        .toList());
        assertThat(results)
                .hasSize(BUILT_IN.size())
                .allSatisfy(result -> assertThat(result.code()).contains(Code.INSUFFICIENT_PERMISSION));
        assertThat(world.snapshot().version()).isZero();
    }

    @Test
    void aNumberIsAppliedOnceAndAGapIsRefusedAlone() {
        AuthData ann = Users.writer("ann");
        Submission first = submission(ann, "increment", Optional.of(new Submission.Numbered("client-rest", 1)));
        Submission third = submission(ann, "increment", Optional.of(new Submission.Numbered("client-rest", 3)));
        List<Result> results = mutate(ann, List.of(first, first, third));
        assertThat(results.get(0).outcome()).isEqualTo("applied");
        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(results.get(2).code()).contains(Code.MUTATION_GAP);
        assertThat(world.snapshot().state()).containsEntry("k", "1");
    }
}
