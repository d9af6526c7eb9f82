package io.latchkey.bench;

import io.latchkey.it.Server;
import io.latchkey.protocol.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What a connection keeps on the heap: sockets of as many users, each with a token of three grants, beside the same
 * number at the plain endpoint on the same server. Arguments: sockets (2000), how many classes to list (20).
 */
final class HeapBench {
    private static final int ROOMS = 100;
    private static final int GOAL = 4096;
    private static final int BUFFER = 64 * 1024;
    private static final long IDLE = TimeUnit.SECONDS.toNanos(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] work = new byte[Wire.workSize(BUFFER)];
    private final List<String> tokens = new ArrayList<>();
    private final int sockets;

    private HeapBench(int sockets) {
        this.sockets = sockets;
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        int sockets = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        int classes = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        Path folder = Files.createTempDirectory("latchkey-heap-bench");
        Path war = PlainWar.build(Path.of("target", "bench", "plain.war"));
        HeapBench bench = new HeapBench(sockets);
        Histogram plain;
        Histogram latchkey;
        try (Server server = options()
                .with("latchkey.data", folder)
                .with("latchkey.api-key", Credentials.KEY)
                .start()) {
            bench.fetchTokens(server);
            latchkey = bench.measure(server);
        }
        try (Server server = options().war(war).start()) {
            plain = bench.measure(server);
        }
        bench.print(plain, latchkey, classes);
    }

    /** Without the holes that the collector otherwise leaves in a full heap: they count as arrays of {@code int}. */
    private static Server.Options options() {
        return Server.options().quiet().jvm("-XX:MarkSweepDeadRatio=0");
    }

    /** Before anything is measured: what that leaves behind is no connection's. */
    private void fetchTokens(Server server) throws Exception {
        for (int i = 0; i < ROOMS + sockets; i++) {
            tokens.add(token(server, i, i % ROOMS));
        }
    }

    /** What so many sockets add to rooms that have a member already. The plain endpoint is sent the same requests. */
    private Histogram measure(Server server) throws Exception {
        List<Wire> wires = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            open(server, tokens.subList(0, ROOMS), selector, wires);
            idle(selector);
            Histogram before = Histogram.of(server.pid());
            open(server, tokens.subList(ROOMS, ROOMS + sockets), selector, wires);
            idle(selector);
            Histogram behind = Histogram.of(server.pid());
            return behind.minus(before);
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    private void open(Server server, List<String> own, Selector selector, List<Wire> wires) throws IOException {
        for (String token : own) {
            Wire wire = Wire.open(server.port(), "/rooms/bench:" + wires.size() % ROOMS, Optional.of(token));
            wire.register(selector, wire);
            wires.add(wire);
            while (selector.selectNow() > 0) {
                read(selector);
            }
        }
    }

    private String token(Server server, int user, int room) throws Exception {
        String body = "{\"user\":{\"id\":\"user-%d\",\"name\":\"User Number %d\"},\"resources\":[%s,%s,%s]}"
                .formatted(user, user, grant("bench:" + room), grant("other:*"), grant("third:" + user));
        var answer = http.send(Credentials.request(server.port(), "provision", body), BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(answer.body());
        }
        return Json.trusted(answer.body()).asJsonObject().getString("token");
    }

    private static String grant(String room) {
        return "{\"object\":\"room\",\"reference\":\"" + room + "\",\"permission\":\"write\"}";
    }

    /** Reads and answers pings, as any client does. */
    private void idle(Selector selector) throws IOException {
        long end = System.nanoTime() + IDLE;
        while (System.nanoTime() < end) {
            selector.select(100);
            read(selector);
        }
    }

    private void read(Selector selector) throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            Wire wire = (Wire) key.attachment();
            wire.read(direct, work, (data, from, to) -> {});
            wire.flush();
        }
        selector.selectedKeys().clear();
    }

    private void print(Histogram plain, Histogram latchkey, int classes) {
        long ours = latchkey.total() - plain.total();
        System.out.printf(
                "%d sockets, bytes each: plain %d, Latchkey %d, difference %d (goal: at most %d)%n",
                sockets, each(plain.total()), each(latchkey.total()), each(ours), GOAL);
        System.out.printf("%9s %9s %9s  class%n", "plain", "Latchkey", "more");
        TreeSet<String> names = new TreeSet<>(latchkey.bytes().keySet());
        names.stream()
                .sorted(Comparator.comparing((String name) -> plain.of(name) - latchkey.of(name)))
                .limit(classes)
                .forEach(name -> System.out.printf(
                        "%9d %9d %9d  %s%n",
                        each(plain.of(name)), each(latchkey.of(name)), each(latchkey.of(name) - plain.of(name)), name));
    }

    private long each(long bytes) {
        return bytes / sockets;
    }
}
