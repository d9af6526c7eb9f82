package io.latchkey.bench;

import io.latchkey.it.Server;
import io.latchkey.protocol.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How long it takes to end access: from the request to the receipt, and to the last closed socket, for one user's 10
 * sockets and for 2,000, beside a plain loop of {@code session.close()} on the same server in the same run. Arguments:
 * rounds (5), sockets (2000).
 */
final class EndBench {
    private static final int ROOMS = 100;
    private static final int FEW = 10;
    private static final int WARM_CALLS = 500;
    private static final int BUFFER = 64 * 1024;
    private static final long QUIET_MS = 1_000;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] work = new byte[Wire.workSize(BUFFER)];

    private final HttpClient http = HttpClient.newHttpClient();
    private final Server plain;
    private final Server latchkey;

    private EndBench(Server plain, Server latchkey) {
        this.plain = plain;
        this.latchkey = latchkey;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int many = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
        Path folder = Files.createTempDirectory("latchkey-end-bench");
        Path war = PlainWar.build(Path.of("target", "bench", "plain.war"));
        System.out.printf(
                "one durable commit p50 %.2f ms%n",
                CommitProbe.measure(folder.resolve("probe")).quantile(0.5));
        try (Server plain = Server.options().war(war).start();
                Server latchkey = Server.options()
                        .with("latchkey.data", folder.resolve("data"))
                        .with("latchkey.api-key", Credentials.KEY)
                        .with("latchkey.limit.connections-per-user", 10_000)
                        .start()) {
            EndBench bench = new EndBench(plain, latchkey);
            bench.warmUp();
            bench.compare(FEW, 1, rounds);
            bench.compare(FEW, rounds, rounds);
            bench.compare(many, 1, rounds);
            bench.compare(many, rounds, rounds);
        }
    }

    /** The plain server is asked over a socket; REST has more to compile. */
    private void warmUp() {
        for (int i = 0; i < WARM_CALLS; i++) {
            call("invalidations", "{\"user\":\"nobody-" + i + "\"}").join();
        }
    }

    /** Prints only what is measured with all rounds: the others warm up. */
    private void compare(int sockets, int rounds, int all) throws Exception {
        Latencies loop = new Latencies();
        Latencies receipt = new Latencies();
        Latencies last = new Latencies();
        for (int round = 0; round < rounds; round++) {
            plain(sockets, loop);
            latchkey(sockets, receipt, last);
        }
        if (rounds == all) {
            System.out.printf(
                    "%d sockets, %d rounds, p50/p99 in ms: plain loop, last closed %s;", sockets, rounds, told(loop));
            System.out.printf(" Latchkey, receipt %s, last closed %s%n", told(receipt), told(last));
        }
    }

    private static String told(Latencies latencies) {
        return "%.1f/%.1f".formatted(latencies.quantile(0.5), latencies.quantile(0.99));
    }

    private void plain(int sockets, Latencies last) throws Exception {
        List<Wire> wires = open(plain, sockets, Optional.empty());
        Wire caller = Wire.open(plain.port(), "/rooms/caller", Optional.empty());
        wires.add(caller);
        last.add(untilClosed(wires, () -> caller.send("close all")));
    }

    private void latchkey(int sockets, Latencies receipt, Latencies last) throws Exception {
        String user = "user-" + System.nanoTime();
        String token = Json.trusted(call("provision", provision(user)).join().body())
                .asJsonObject()
                .getString("token");
        List<Wire> wires = open(latchkey, sockets, Optional.of(token));
        List<CompletableFuture<Void>> receipts = new ArrayList<>();
        last.add(untilClosed(wires, () -> {
            long start = System.nanoTime();
            receipts.add(call("invalidations", "{\"user\":\"" + user + "\"}").thenAccept(answer -> {
                receipt.add(System.nanoTime() - start);
                int matched = Json.trusted(answer.body())
                        .asJsonObject()
                        .getJsonObject("connections")
                        .getInt("matched");
                if (answer.statusCode() != 200 || matched != sockets) {
                    throw new IllegalStateException(answer.body());
                }
            }));
        }));
        receipts.forEach(CompletableFuture::join);
    }

    private static String provision(String user) {
        return "{\"user\":\"" + user + "\",\"resources\":[{\"object\":\"room\",\"reference\":\"bench:*\","
                + "\"permission\":\"write\"}]}";
    }

    private CompletableFuture<HttpResponse<String>> call(String path, String body) {
        return http.sendAsync(Credentials.request(latchkey.port(), path, body), BodyHandlers.ofString());
    }

    private static List<Wire> open(Server server, int sockets, Optional<String> token) throws IOException {
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < sockets; i++) {
            wires.add(Wire.open(server.port(), "/rooms/bench:" + i % ROOMS, token));
        }
        return wires;
    }

    /** Reads what comes until nothing did for a while; then asks, and reads until all are closed: in nanoseconds. */
    private long untilClosed(List<Wire> wires, Runnable asked) throws IOException {
        try (Selector selector = Selector.open()) {
            for (Wire wire : wires) {
                wire.register(selector, wire);
            }
            while (selector.select(QUIET_MS) > 0) {
                read(selector);
            }
            long start = System.nanoTime();
            asked.run();
            int open = wires.size();
            while (open > 0) {
                selector.select();
                open -= read(selector);
            }
            return System.nanoTime() - start;
        }
    }

    /** How many were closed. */
    private int read(Selector selector) throws IOException {
        int closed = 0;
        for (SelectionKey key : selector.selectedKeys()) {
            Wire wire = (Wire) key.attachment();
            try {
                wire.read(direct, work, (data, from, to) -> {});
                wire.flush();
            } catch (IOException e) { // closed, or reset
                closed++;
                key.cancel();
                wire.close();
            }
        }
        selector.selectedKeys().clear();
        return closed;
    }
}
