package io.latchkey.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.RoomId;
import io.latchkey.engine.Await;
import io.latchkey.engine.EngineWorld;
import io.latchkey.engine.ParkingPeer;
import io.latchkey.protocol.Code;
import io.latchkey.store.H2Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy file that is changed while people are in their rooms. */
class PolicyWatchTest {
    private static final RoomId ROOM = new RoomId("acme:board");

    @TempDir
    Path folder;

    private Path file;
    private H2Store store;
    private EngineWorld world;
    private PolicyWatch watch;
    private int writes;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("policy.json");
        store = H2Store.open(folder.resolve("data"));
        world = new EngineWorld(store);
        write("{\"grants\":[]}");
        watch = new PolicyWatch(file.toString(), world.policy(), world.rooms());
        write(policy("write"));
        watch.look();
    }

    @AfterEach
    void close() {
        world.close();
        store.close();
    }

    /** Each time later than before, whatever the file system's clock can tell apart. */
    private void write(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + writes++)));
    }

    private static String policy(String access) {
        return "{\"grants\":[{\"users\":[\"bob\"],\"room\":\"acme:*\",\"access\":\"" + access + "\"}]}";
    }

    private ParkingPeer bob() {
        return new ParkingPeer(world.rooms(), ROOM, EngineWorld.underPolicy("bob"), "client-bob");
    }

    private static String told(ParkingPeer peer, int id) {
        Await.until("result " + id, () -> peer.results().size() >= id);
        return peer.results().get(id - 1).getString("code", "applied");
    }

    @Test
    void aChangedFileReachesThoseWhoAreInARoom() throws IOException {
        ParkingPeer bob = bob();
        bob.increment(1, 1);
        assertThat(told(bob, 1)).isEqualTo("applied");
        write(policy("read"));
        watch.look();
        Await.until("told", () -> bob.has("access"));
        assertThat(bob.messages().stream()
                        .filter(message -> message.getString("type").equals("access"))
                        .map(message -> message.getString("access")))
                .containsExactly("read");
        bob.increment(2, 2);
        assertThat(told(bob, 2)).isEqualTo("insufficient_permission");
        assertThat(bob.closed()).isZero();
        write("{\"grants\":[]}");
        watch.look();
        Await.until("closed", () -> bob.closed() == Code.FORBIDDEN.close());
    }

    @Test
    void aBadFileLeavesTheOldPolicyInForceUntilAGoodOneIsThere() throws IOException {
        ParkingPeer bob = bob();
        for (String bad : new String[] {"{", "", "[]", "{\"grants\":[{\"room\":\"**\",\"access\":\"write\"}]}"}) {
            write(bad);
            watch.look();
        }
        Files.delete(file);
        watch.look();
        bob.increment(1, 1);
        assertThat(told(bob, 1)).isEqualTo("applied");
        write(policy("read"));
        watch.look();
        bob.increment(2, 2);
        assertThat(told(bob, 2)).isEqualTo("insufficient_permission");
    }
}
