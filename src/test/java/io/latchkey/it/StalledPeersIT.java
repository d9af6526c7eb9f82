package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A room of 30 MB on a heap of 512 MB, with writers, many who join at once, and peers who never read. Deadlines are for a
 * machine that is busy with other things; nothing is asserted of how long something takes.
 */
class StalledPeersIT {
    private static final String ROOM = "large:room";
    private static final int VALUES = 240;
    private static final int VALUE = 125_000;
    private static final int WRITERS = 4;
    private static final int BATCH = 25;
    private static final int KEYS = 100;
    private static final int STALLED = 20;
    private static final int HEALTHY = 50;
    private static final int VERSIONS = 10_000;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    /** What the server's process holds on to. */
    private record Figures(long heap, long threads) {
        static Figures of(Server server) throws IOException, InterruptedException {
            return new Figures(Heap.used(server), Heap.threads(server));
        }

        boolean isAtMostTenPercentAbove(Figures start) {
            return heap <= start.heap * 1.1 && threads <= start.threads * 1.1;
        }
    }

    @TempDir
    Path data;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean joining = new AtomicBoolean(true);
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .with("latchkey.api-key", Tokens.API_KEY)
                .heap("512m")
                .idleThreads(1)
                .quiet()
                .start();
        fill();
        try (LargeMember early = join("early")) {
            await("it has the state", () -> early.version() >= 0);
            post(small(WRITERS, 0, 1));
            await("it was told", () -> early.told() > 0);
        }
        await("it has left", () -> connections("user-early") == 0);
    }

    @AfterEach
    void stop() {
        joining.set(false);
        threads.shutdownNow();
        LargeMember.forgetParsed();
        server.close();
    }

    @Test
    void peersThatNeverReadDelayNobodyAreCutOffAndLeaveNothingBehind() throws Exception {
        Figures before = Figures.of(server);
        List<StalledPeer> stalled = atOnce(STALLED, this::stall);
        Future<?> early = threads.submit(this::writeWhileOthersJoin);
        List<LargeMember> healthy = atOnce(HEALTHY, i -> join(Integer.toString(i)));
        await("all have the state", () -> healthy.stream().allMatch(member -> member.version() >= 0));
        joining.set(false);
        early.get();
        writeVersions();
        await("all were told", () -> healthy.stream().allMatch(member -> member.told() >= VERSIONS));
        requireEqual(healthy);
        for (StalledPeer peer : stalled) {
            await("a stalled peer is no member", () -> connections(peer.user()) == 0);
            await("its connection has ended", peer::isGone);
            peer.close();
        }
        await(
                "the state that they came in with is let go",
                () -> Heap.used(server) < before.heap() + (long) VALUES * VALUE);
        for (LargeMember member : healthy) {
            member.close();
        }
        AtomicReference<Figures> now = new AtomicReference<>(before);
        await(() -> "the figures are those of the start: " + before + ", " + now, () -> {
            now.set(Figures.of(server));
            return now.get().isAtMostTenPercentAbove(before);
        });
        assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }

    private void fill() {
        Random random = new Random(1);
        for (int from = 0; from < VALUES; from += 6) {
            List<String> calls = new ArrayList<>();
            for (int i = from; i < from + 6; i++) {
                String value = Long.toHexString(random.nextLong()).repeat(VALUE).substring(0, VALUE);
                calls.add(set("value/" + i, value));
            }
            post(calls);
        }
    }

    private static String set(String key, String value) {
        return "{\"name\":\"set\",\"args\":{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}}";
    }

    private static List<String> small(int writer, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> set("written/" + writer + "/" + i % KEYS, "number " + i))
                .toList();
    }

    private void post(List<String> calls) {
        String token = "Bearer " + Tokens.token("writer", ROOM, "write");
        String json = "[" + String.join(",", calls) + "]";
        assertThat(Http.post(server, "/api/v1/rooms/" + ROOM + "/mutations", token, json)
                        .statusCode())
                .isEqualTo(200);
    }

    private void writeWhileOthersJoin() {
        for (int i = 0; joining.get(); i++) {
            post(small(WRITERS, i, 1));
        }
    }

    private void writeVersions() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(threads.submit(() -> {
                for (int from = 0; from < VERSIONS / WRITERS; from += BATCH) {
                    post(small(writer, from, BATCH));
                }
            }));
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
    }

    private LargeMember join(String name) throws IOException {
        String user = "user-" + name;
        return LargeMember.join(server, ROOM, "client-" + user, Tokens.token(user, ROOM, "read"));
    }

    private StalledPeer stall(int number) throws Exception {
        StalledPeer peer = new StalledPeer(server, ROOM, "stalled-" + number);
        await("a stalled peer is a member", () -> connections(peer.user()) == 1);
        return peer;
    }

    private interface Opening<T> {
        T open(int number) throws Exception;
    }

    private <T> List<T> atOnce(int count, Opening<T> opening) throws Exception {
        List<Future<T>> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            opened.add(threads.submit(() -> opening.open(number)));
        }
        List<T> all = new ArrayList<>();
        for (Future<T> one : opened) {
            all.add(one.get());
        }
        return all;
    }

    private void requireEqual(List<LargeMember> members) throws Exception {
        String token = "Bearer " + Tokens.token("writer", ROOM, "read");
        var state = Http.json(Http.get(server, "/api/v1/rooms/" + ROOM + "/state", token));
        long version = state.getJsonNumber("version").longValue();
        Map<String, Integer> expected = LargeMember.hashes(state.getJsonObject("state"));
        assertThat(expected).hasSizeGreaterThan(VALUES);
        for (LargeMember member : members) {
            await("it is at the last version", () -> member.version() == version);
            assertThat(member.state().equals(expected)).isTrue();
        }
    }

    private int connections(String user) {
        return Http.json(Http.get(server, "/api/v1/connections?user=" + user, "Bearer " + Tokens.API_KEY))
                .getJsonArray("items")
                .size();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        await(() -> what, condition);
    }

    private static void await(Supplier<String> what, Callable<Boolean> condition) throws Exception {
        Instant deadline = Instant.now().plus(DEADLINE);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
                    .join();
        }
    }
}
