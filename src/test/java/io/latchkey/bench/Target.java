package io.latchkey.bench;

import io.latchkey.it.Server;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server that is measured, on the first core of the machine. */
final class Target implements AutoCloseable {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("ann:ann".getBytes(StandardCharsets.UTF_8));

    private final String name;
    private final boolean plain;
    private final Server server;
    private final Map<String, String> tokens = new HashMap<>();

    private Target(String name, boolean plain, Server server) {
        this.name = name;
        this.plain = plain;
        this.server = server;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server.pid())));
    }

    /** Also when the benchmark itself is stopped. */
    private static void stop(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    static Target plain(Path war) {
        return new Target("plain", true, options().war(war).start());
    }

    /** Durable commits and the check of every mutation are as always; only how much may be sent is set high. */
    static Target latchkey(Path data) {
        return latchkey(options()
                .with("latchkey.demo", true)
                .with("latchkey.data", data)
                .with("latchkey.limit.rate", 1_000_000)
                .with("latchkey.limit.connections-per-user", 10_000));
    }

    /** With settings of the benchmark's own. */
    static Target latchkey(Server.Options options) {
        Optional.ofNullable(System.getProperty("bench.jvm")).ifPresent(option -> options.jvm(option.split(" ", -1)));
        return new Target("latchkey", false, options.start());
    }

    private static Server.Options options() {
        return Server.options().quiet();
    }

    String name() {
        return name;
    }

    boolean isPlain() {
        return plain;
    }

    int port() {
        return server.port();
    }

    long pid() {
        return server.pid();
    }

    String roomId(String room) {
        return "demo:" + room;
    }

    Optional<String> token(String room) throws IOException {
        if (plain) {
            return Optional.empty();
        }
        String known = tokens.get(room);
        if (known == null) {
            known = fetchToken(room);
            tokens.put(room, known);
        }
        return Optional.of(known);
    }

    private String fetchToken(String room) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/v1/authorize?room=" + room))
                .header("Authorization", BASIC)
                .build();
        try {
            var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("no token: " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    static List<Target> order(int run, Target one, Target other) {
        return run % 2 == 0 ? List.of(one, other) : List.of(other, one);
    }
}
