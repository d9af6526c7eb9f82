package io.latchkey.bench;

import io.latchkey.bench.dialect.Dialect;
import io.latchkey.bench.dialect.LatchkeyDialect;
import io.latchkey.bench.dialect.PlainDialect;
import io.latchkey.bench.dialect.SocketIoDialect;
import io.latchkey.it.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** A server that is measured, on the first core of the machine. */
final class Target implements AutoCloseable {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("ann:ann".getBytes(StandardCharsets.UTF_8));

    private final String name;
    private final int port;
    private final long pid;
    private final Runnable stop;
    private final boolean issuesTokens;
    private final BiFunction<String, Optional<String>, Dialect> dialects;
    private final Map<String, String> tokens = new HashMap<>();

    private Target(
            String name,
            int port,
            long pid,
            Runnable stop,
            boolean issuesTokens,
            BiFunction<String, Optional<String>, Dialect> dialects) {
        this.name = name;
        this.port = port;
        this.pid = pid;
        this.stop = stop;
        this.issuesTokens = issuesTokens;
        this.dialects = dialects;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(pid)));
    }

    /** Also when the benchmark itself is stopped. */
    private static void stop(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    static Target plain(Path war) {
        Server server = options().war(war).start();
        return new Target(
                "plain", server.port(), server.pid(), server::close, false, (room, none) -> new PlainDialect(room));
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
        Server server = options.start();
        return new Target(
                "latchkey",
                server.port(),
                server.pid(),
                server::close,
                true,
                (room, token) -> new LatchkeyDialect(room, token.orElseThrow()));
    }

    /**
     * On Node.js, its packages installed when they are not there.
     *
     * @throws IOException when Node.js or the packages can't be had
     */
    static Target socketIo() throws IOException {
        SocketIoServer server = SocketIoServer.start();
        return new Target(
                "socket.io",
                server.port(),
                server.pid(),
                server::close,
                true,
                (room, token) -> new SocketIoDialect(room, token.orElseThrow()));
    }

    private static Server.Options options() {
        return Server.options().quiet();
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return pid;
    }

    String roomId(String room) {
        return "demo:" + room;
    }

    /** What a new member of this room says and hears. */
    Dialect dialect(String room) throws IOException {
        return dialects.apply(room, token(room));
    }

    /** For writing in this room; empty where the server wants none. */
    Optional<String> token(String room) throws IOException {
        if (!issuesTokens) {
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
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/authorize?room=" + room);
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("Authorization", BASIC).build();
        // else it offers an upgrade to HTTP/2, which socket.io takes for one to WebSocket
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            var response = client.send(request, BodyHandlers.ofString());
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
        stop.run();
    }
}
