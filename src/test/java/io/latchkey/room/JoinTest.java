package io.latchkey.room;

import static io.latchkey.room.RecordingPeer.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.latchkey.api.Access;
import io.latchkey.api.Grant;
import io.latchkey.mutation.Users;
import io.latchkey.protocol.Code;
import io.latchkey.room.EntryRequest.Since;
import io.latchkey.room.EntryResult.Refused;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTest {
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

    private JsonObject joined(RecordingPeer peer) {
        return peer.messages("joined").get(0);
    }

    private RecordingPeer since(String epoch, long version) {
        Since since = new Since(epoch, version);
        return new RecordingPeer().enter(world.rooms(), Users.writer("bob"), "client-bob", Optional.of(since));
    }

    private RecordingPeer annWrites() {
        RecordingPeer ann = world.join("ann");
        ann.mutate(set(1, "a", "1"), set(2, "b", "2"), set(3, "a", "3"));
        assertThat(ann.told(3)).isEqualTo("applied");
        return ann;
    }

    @Test
    void aFirstJoinGetsTheWholeStateBehindAuthenticatedInOneFrame() {
        annWrites();
        RecordingPeer bob = world.join("bob");
        assertThat(bob.frames().get(0))
                .startsWith("{\"type\":\"authenticated\"")
                .contains("\n{\"type\":\"joined\"");
        assertThat(bob.see(View::state)).containsOnly(entry("a", "3"), entry("b", "2"));
        assertThat(bob.see(View::version)).isEqualTo(3);
        assertThat(joined(bob).getJsonArray("members")).hasSize(2);
    }

    @Test
    void whoWasHereGetsWhatChangedSince() {
        RecordingPeer ann = annWrites();
        RecordingPeer bob = since(ann.see(View::epoch), 1);
        assertThat(joined(bob).getJsonArray("patch")).hasSize(2);
        assertThat(bob.see(View::state)).containsOnly(entry("b", "2"), entry("a", "3"));
        assertThat(joined(since(ann.see(View::epoch), 3)).getJsonArray("patch")).isEmpty();
    }

    @Test
    void aVersionThatNeverWasGetsTheWholeState() {
        RecordingPeer ann = annWrites();
        JsonObject joined = joined(since(ann.see(View::epoch), 4));
        assertThat(joined).containsKey("state").doesNotContainKeys("patch", "reset");
    }

    @Test
    void anotherEpochGetsTheWholeStateAndIsReset() {
        annWrites();
        JsonObject joined = joined(since("elsewhere", 1));
        assertThat(joined).containsKey("state").doesNotContainKey("patch");
        assertThat(joined.getBoolean("reset")).isTrue();
    }

    @Test
    void aLargeStateComesInPiecesOfAtMost256Kilobytes() {
        RecordingPeer ann = world.join("ann");
        String value = "\"" + "x".repeat(100 * 1024) + "\"";
        for (int i = 1; i <= 8; i++) {
            ann.mutate(set(i, "k" + i, value));
        }
        assertThat(ann.told(8)).isEqualTo("applied");
        RecordingPeer bob = world.join("bob");
        bob.await(view -> view.state().size() == 8);
        assertThat(joined(bob).getBoolean("more")).isTrue();
        assertThat(bob.frames()).allSatisfy(frame -> assertThat(frame).hasSizeLessThanOrEqualTo(256 * 1024));
        assertThat(bob.see(View::state)).isEqualTo(world.snapshot().state());
    }

    @Test
    void theSameClientAgainReplacesItsConnection() {
        RecordingPeer first = annWrites();
        RecordingPeer second = world.join("ann");
        assertThat(first.awaitClose()).isEqualTo(Code.REPLACED.close());
        assertThat(first.messages("error").get(0).getString("code")).isEqualTo("replaced");
        assertThat(joined(second).getInt("lastMutation")).isEqualTo(3);
        assertThat(joined(second).getJsonArray("outcomes")).hasSize(3);
        assertThat(joined(second).getJsonArray("members")).hasSize(1);
    }

    @Test
    void theSameClientIdOfAnotherUserIsAnotherClient() {
        RecordingPeer ann = annWrites();
        RecordingPeer bob = RecordingPeer.join(world.rooms(), Users.writer("bob"), "client-ann");
        assertThat(joined(bob).getInt("lastMutation")).isZero();
        assertThat(bob.mutate(set(1, "c", "1")).told(1)).isEqualTo("applied");
        assertThat(ann.isClosed()).isFalse();
    }

    @Test
    void noRightToTheRoomIsToldBeforeItsExistence() {
        EntryRequest request = new EntryRequest(
                new RecordingPeer(), "127.0.0.1", Users.user("eve"), Optional.empty(), Optional.empty());
        assertThat(world.rooms().enter(RoomWorld.ROOM, request).join()).isEqualTo(new Refused(Code.FORBIDDEN));
        EntryRequest reader = new EntryRequest(
                new RecordingPeer(),
                "127.0.0.1",
                Users.user("r", Grant.of("*:board", Access.READ)),
                Optional.empty(),
                Optional.empty());
        assertThat(world.rooms().enter(RoomWorld.ROOM, reader).join()).isEqualTo(new Refused(Code.ROOM_NOT_FOUND));
    }
}
