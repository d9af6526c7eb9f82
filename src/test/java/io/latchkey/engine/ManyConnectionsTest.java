package io.latchkey.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.access.Mark.Mode;
import io.latchkey.api.RoomId;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.invalidation.Receipt;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.room.EntryRequest;
import io.latchkey.room.Peer;
import io.latchkey.store.H2Store;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 2,000 connections of 200 users in 100 rooms, when the access of one ends, and of all. */
class ManyConnectionsTest {
    private static final int USERS = 200;
    private static final int ROOMS = 100;
    private static final int EACH = 10;

    @TempDir
    Path data;

    /** Keeps the last frame only. */
    private static final class Light implements Peer {
        private final String user;
        private volatile String last = "";
        private final AtomicInteger frames = new AtomicInteger();
        private volatile int closed;

        Light(String user) {
            this.user = user;
        }

        @Override
        public void send(String frame) {
            last = frame;
            frames.incrementAndGet();
        }

        @Override
        public void ping(ByteBuffer payload) {
            // a peer may take its time
        }

        @Override
        public void close(int code, String reason) {
            closed = code;
        }
    }

    @Test
    void onlyTheConnectionsThatAreMeantAreTouched() {
        try (H2Store store = H2Store.open(data);
                EngineWorld world = new EngineWorld(store)) {
            List<Light> peers = connect(world);
            Receipt one = end(world, Target.ofUser("user-7"));
            assertThat(one.matched()).isEqualTo(EACH);
            assertThat(one.closed()).isEqualTo(EACH);
            assertThat(one.rooms()).hasSize(EACH);
            Await.until(
                    "closed",
                    () -> peers.stream().filter(peer -> peer.closed > 0).count() == EACH);
            assertThat(peers).allSatisfy(peer -> {
                boolean meant = peer.user.equals("user-7");
                assertThat(peer.closed).isEqualTo(meant ? Code.INVALIDATED.close() : 0);
            });
            assertThat(end(world, Target.ofRoom("many:3")).matched()).isEqualTo(USERS * EACH / ROOMS);
            everybody(world, peers);
        }
    }

    private static void everybody(EngineWorld world, List<Light> peers) {
        assertThat(end(world, Target.everybody()).matched()).isEqualTo(peers.size());
        Await.until("all closed", () -> peers.stream().allMatch(peer -> peer.closed == Code.INVALIDATED.close()));
        List<Long> times = new ArrayList<>();
        for (Light peer : peers) {
            if (peer.last.contains("retryAfterMs")) { // nothing can follow it
                JsonObject said = Json.trusted(peer.last).asJsonObject();
                assertThat(said.getString("code")).isEqualTo("invalidated");
                times.add(said.getJsonNumber("retryAfterMs").longValue());
            }
        }
        int alone = EACH + USERS * EACH / ROOMS; // were closed before
        assertThat(times).hasSizeGreaterThanOrEqualTo(peers.size() - alone);
        assertThat(times).allMatch(time -> time >= 0 && time <= 10_000);
        for (int second = 0; second < 10; second++) {
            long from = 1_000L * second;
            assertThat(times.stream().filter(time -> time >= from && time < from + 1_000))
                    .as("come back in second %d", second)
                    .hasSizeBetween(100, 300);
        }
    }

    private static Receipt end(EngineWorld world, Target target) {
        return world.invalidations()
                .invalidate(Invalidation.of(target, Mode.REAUTHENTICATE, "a test"))
                .join()
                .orElseThrow();
    }

    private static List<Light> connect(EngineWorld world) {
        List<Light> peers = new ArrayList<>();
        List<CompletableFuture<?>> entries = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            for (int i = 0; i < EACH; i++) {
                Light peer = new Light("user-" + user);
                peers.add(peer);
                RoomId room = new RoomId("many:" + (user + i * 7) % ROOMS);
                entries.add(world.rooms()
                        .enter(
                                room,
                                new EntryRequest(
                                        peer,
                                        "127.0.0.1",
                                        EngineWorld.writer(peer.user),
                                        Optional.empty(),
                                        Optional.empty())));
            }
        }
        CompletableFuture.allOf(entries.toArray(CompletableFuture[]::new)).join();
        Await.until("all joined", () -> peers.stream().allMatch(peer -> peer.frames.get() > 0));
        return peers;
    }
}
