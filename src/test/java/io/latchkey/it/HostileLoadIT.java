package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Too much of everything at once, on a heap that would not hold it. */
class HostileLoadIT {
    private static final String ROOM = "demo:load";
    private static final int MEGABYTE = 1024 * 1024;
    private static final int UNAUTHENTICATED = 1000;
    private static final int PER_ADDRESS = 50;

    @TempDir
    static Path data;

    private static Server server;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<RawSocket> sockets = new ConcurrentLinkedQueue<>();

    /** With a deadline that no stranger reaches, so that only the budget is in the way of all. */
    @BeforeAll
    static void start() {
        server = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .with("latchkey.auth.timeout", "PT1H")
                .start();
    }

    @AfterAll
    static void stop() {
        assertThat(server.log()).doesNotContain("OutOfMemoryError");
        server.close();
    }

    @AfterEach
    void closeAll() throws IOException {
        for (RawSocket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** So many times in so many threads; the first failure is the result. */
    private void inParallel(int parallel, int times, Task task) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < parallel; i++) {
            workers.add(threads.submit(() -> {
                for (int n = next.getAndIncrement(); n < times; n = next.getAndIncrement()) {
                    task.run(n);
                }
                return true;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
    }

    private interface Task {
        void run(int number) throws Exception;
    }

    private static String token(int number) {
        return Tokens.token("user-" + number, ROOM, "write");
    }

    @Test
    void twentyThousandThatStayWithoutAuthenticationTakeOnlyTheirBudget() throws Exception {
        Map<Integer, Integer> answers = new TreeMap<>();
        AtomicInteger welcome = new AtomicInteger();
        RoomSocket member = RoomSocket.join(server, ROOM, "client-early", token(0));
        inParallel(32, 20_000, n -> {
            byte[] address = {127, 0, 1, (byte) (1 + n % 40)};
            RawSocket socket = RawSocket.from(InetAddress.getByAddress(address), server, "/rooms/" + ROOM);
            synchronized (answers) {
                answers.merge(socket.status(), 1, Integer::sum);
            }
            if (socket.status() == 101 && socket.read().text().contains("hello")) {
                welcome.incrementAndGet();
                sockets.add(socket);
            } else {
                socket.close();
            }
            if (n % 2000 == 0) {
                member.mutate(1 + n / 2000, "increment", "{\"key\":\"n\"}");
                member.result(1 + n / 2000);
            }
        });
        assertThat(answers.keySet()).containsExactlyInAnyOrder(101, 429);
        assertThat(welcome.get()).isBetween(PER_ADDRESS, UNAUTHENTICATED);
        try (RoomSocket late = RoomSocket.join(server, ROOM, "client-late", token(1))) {
            late.mutate(1, "increment", "{\"key\":\"n\"}");
            assertThat(late.result(1).getString("outcome")).isEqualTo("applied");
        }
        member.close();
    }

    @Test
    void fiftyThatSendFourMegabytesOfAMessageThatNeverEndsLeaveTheHeapAsItWas() throws Exception {
        long before = Heap.used(server);
        AtomicInteger refused = new AtomicInteger();
        inParallel(10, 50, n -> {
            RawSocket socket = RawSocket.enter(server, ROOM, "endless-" + n, token(n));
            sockets.add(socket);
            socket.readUntil("joined");
            try {
                if (n % 2 == 0) {
                    endlessFragments(socket);
                } else {
                    endlessFrame(socket);
                }
            } catch (IOException e) {
                refused.incrementAndGet(); // it was closed meanwhile, and resets what still came
            }
        });
        long held = Heap.used(server);
        assertThat(held - before).as("bytes held").isLessThan(64L * MEGABYTE);
        assertThat(refused.get()).isPositive();
        try (RoomSocket member = RoomSocket.join(server, ROOM, "client-after", token(100))) {
            member.mutate(1, "set", "{\"key\":\"after\",\"value\":1}");
            assertThat(member.result(1).getString("outcome")).isEqualTo("applied");
        }
    }

    private static void endlessFragments(RawSocket socket) throws IOException {
        byte[] part = " ".repeat(16 * 1024).getBytes(StandardCharsets.UTF_8);
        for (int sent = 0; sent < 4 * MEGABYTE; sent += part.length) {
            socket.frame(sent == 0 ? RawSocket.TEXT : RawSocket.CONTINUATION, false, part);
        }
    }

    private static void endlessFrame(RawSocket socket) throws IOException {
        byte[] part = " ".repeat(16 * 1024).getBytes(StandardCharsets.UTF_8);
        socket.raw(RawSocket.header(RawSocket.TEXT, true, 1L << 40));
        for (int sent = 0; sent < 4 * MEGABYTE; sent += part.length) {
            socket.raw(part);
        }
    }

    @Test
    void fiveHundredCursorsAtTwentyMovesASecondLoseNobodyWhoReadsAndFillNoQueue() throws Exception {
        int members = 500;
        int silent = 5;
        RawSocket[] cursors = new RawSocket[members];
        inParallel(16, members, n -> {
            cursors[n] = RawSocket.enter(server, ROOM, "cursor-" + n, token(n));
            sockets.add(cursors[n]);
            cursors[n].readUntil("joined");
        });
        long before = Heap.used(server); // with all of them here: what counts is what their moves add
        List<Future<String>> reading = new ArrayList<>();
        for (int n = silent; n < members; n++) {
            RawSocket cursor = cursors[n];
            reading.add(threads.submit(() -> cursor.readUntil("\"event\":\"end\"")));
        }
        for (int move = 0; move < 200; move++) {
            long next = System.nanoTime() + 50_000_000L;
            for (int n = silent; n < members; n++) {
                cursors[n].text("{\"type\":\"presence\",\"data\":{\"x\":" + move + ",\"y\":" + n + "}}");
            }
            pauseUntil(next);
        }
        Http.post(server, "/api/v1/rooms/" + ROOM + "/broadcasts", "Bearer " + token(0), "{\"event\":\"end\"}");
        for (Future<String> reader : reading) {
            assertThat(reader.get()).contains("\"event\":\"end\"");
        }
        assertThat(Heap.used(server) - before).as("bytes held").isLessThan(64L * MEGABYTE);
        try (RoomSocket late = RoomSocket.join(server, ROOM, "cursor-late", token(members))) {
            assertThat(late.await("joined").getJsonArray("members").stream()
                            .filter(member -> member.toString().contains("\"x\":199"))
                            .count())
                    .isEqualTo(members - silent);
        }
    }

    /** Paces the load; nothing is asserted of its time. */
    private static void pauseUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            java.util.concurrent.locks.LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }
}
