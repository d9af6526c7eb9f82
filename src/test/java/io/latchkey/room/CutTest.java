package io.latchkey.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.access.Policy;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.engine.Await;
import io.latchkey.engine.EngineWorld;
import io.latchkey.engine.ParkingPeer;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.store.H2Store;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that are cut off while a frame of theirs is being handed over. */
class CutTest {
    private static final RoomId ROOM = new RoomId("acme:board");

    @TempDir
    Path data;

    @Test
    void whoeverCutsAMemberLearnsWhenItIsQuietEvenWhenItWasCutBefore() {
        try (H2Store store = H2Store.open(data);
                EngineWorld world = new EngineWorld(store)) {
            ParkingPeer peer = join(world, EngineWorld.writer("ann"));
            handOver(peer);
            CompletableFuture<?> first = peer.member().cut(Code.INVALIDATED, Optional.empty());
            CompletableFuture<?> second = peer.member().cut(Code.BLOCKED, Optional.empty());
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            peer.go();
            Await.until("quiet for the second", second::isDone);
            Await.until("quiet for the first", first::isDone);
        }
    }

    @Test
    void aRoomThatSomebodyLosesIsNotRefreshedBeforeTheFrameUnderWayIsHandedOver() throws Exception {
        try (H2Store store = H2Store.open(data);
                EngineWorld world = new EngineWorld(store)) {
            var grants = Json.parseObject("{\"grants\":[{\"users\":[\"bob\"],\"access\":\"write\"}]}")
                    .getJsonArray("grants");
            world.grants().replace(ROOM, grants).join();
            ParkingPeer bob = join(world, EngineWorld.underPolicy("bob"));
            handOver(bob);
            world.policy().replace(ROOM, Policy.NONE);
            CompletableFuture<Integer> refreshed = bob.entered().room().refreshed();
            bob.entered().room().settledVersion().join(); // a task behind it
            assertThat(refreshed).isNotDone();
            bob.go();
            assertThat(refreshed.join()).isEqualTo(1);
            Await.until("closed", () -> bob.closed() == Code.FORBIDDEN.close());
        }
    }

    private static ParkingPeer join(EngineWorld world, AuthData auth) {
        return new ParkingPeer(world.rooms(), ROOM, auth, "client-of-a-test");
    }

    private static void handOver(ParkingPeer peer) {
        peer.park();
        peer.member().tell("{\"type\":\"none\"}");
        Await.until("a frame under way", peer::isSending);
    }
}
