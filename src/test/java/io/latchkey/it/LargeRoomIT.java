package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room of 30 MB on a heap of 512 MB, with many who join it at once and some who never read. */
class LargeRoomIT {
    private static final String ROOM = "demo:large";
    private static final int VALUES = 240;
    private static final int VALUE = 125_000;
    private static final int MEMBERS = 50;
    private static final int SILENT = 20;

    @TempDir
    Path data;

    @Test
    void fiftyJoinAtOnceWhileAWriterWritesAndTwentyNeverRead() throws Exception {
        Server.Options options = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.demo", true)
                .with("latchkey.token.secret", Tokens.SETTING)
                .heap("512m");
        AtomicBoolean writing = new AtomicBoolean(true);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Server server = options.start()) {
            fill(server);
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < SILENT; i++) {
                silent.add(neverReading(server, i));
            }
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(server, writing), threads);
            List<LargeMember> members = joinAtOnce(server, threads);
            await(
                    "every member has a whole state",
                    () -> members.stream()
                            .allMatch(m -> m.version() > 0 || !m.closed().isEmpty()));
            writing.set(false);
            writer.join();
            requireEqual(server, members);
            for (Socket socket : silent) {
                await("a peer that never reads is closed", () -> isClosed(socket));
            }
            assertThat(server.log()).doesNotContain("OutOfMemoryError");
        } finally {
            writing.set(false);
            threads.shutdownNow();
        }
    }

    private static void fill(Server server) {
        Random random = new Random(1);
        for (int from = 0; from < VALUES; from += 6) {
            List<String> calls = new ArrayList<>();
            for (int i = from; i < from + 6; i++) {
                String value = Long.toHexString(random.nextLong()).repeat(VALUE).substring(0, VALUE);
                calls.add(set("value/" + i, "\"" + value + "\""));
            }
            post(server, "[" + String.join(",", calls) + "]");
        }
    }

    private static String set(String key, String json) {
        return "{\"name\":\"set\",\"args\":{\"key\":\"" + key + "\",\"value\":" + json + "}}";
    }

    private static void post(Server server, String json) {
        String token = "Bearer " + Tokens.token("writer", ROOM, "write");
        assertThat(Http.post(server, "/api/v1/rooms/" + ROOM + "/mutations", token, json)
                        .statusCode())
                .isEqualTo(200);
    }

    private static void write(Server server, AtomicBoolean writing) {
        for (int i = 0; writing.get(); i++) {
            post(server, set("written/" + i % 100, "\"" + "w".repeat(500) + i + "\""));
        }
    }

    private static List<LargeMember> joinAtOnce(Server server, ExecutorService threads) {
        List<CompletableFuture<LargeMember>> joining = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            String user = "user-" + i;
            joining.add(CompletableFuture.supplyAsync(
                    () -> LargeMember.join(server, ROOM, "client-" + user, Tokens.token(user, ROOM, "read")), threads));
        }
        return joining.stream().map(CompletableFuture::join).toList();
    }

    private static void requireEqual(Server server, List<LargeMember> members) {
        String token = "Bearer " + Tokens.token("writer", ROOM, "read");
        var state = Http.json(Http.get(server, "/api/v1/rooms/" + ROOM + "/state", token));
        long version = state.getJsonNumber("version").longValue();
        Map<String, Integer> expected = LargeMember.hashes(state.getJsonObject("state"));
        assertThat(expected).hasSizeGreaterThan(VALUES);
        for (LargeMember member : members) {
            await(
                    "a member is at the last version",
                    () -> member.version() == version || !member.closed().isEmpty());
            assertThat(member.closed()).isEmpty();
            assertThat(member.state().equals(expected)).isTrue();
        }
    }

    /** Asks for the state and takes nothing of it. */
    private static Socket neverReading(Server server, int number) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        String token = Tokens.token("silent", ROOM, "read");
        String request = "GET /rooms/" + ROOM + "?client=silent-" + number + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + server.port() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** A closed connection refuses a ping (RFC 6455 section 5.5.2, masked, empty). */
    private static boolean isClosed(Socket socket) {
        try {
            socket.getOutputStream().write(new byte[] {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0});
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(90));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                    .join();
        }
    }
}
