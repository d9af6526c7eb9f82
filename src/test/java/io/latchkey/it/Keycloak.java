package io.latchkey.it;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Keycloak in a process of its own, with the realm of {@code deploy/keycloak}. */
final class Keycloak implements AutoCloseable {
    static final String SECRET = "only-for-trying-out";
    private static final Duration START = Duration.ofMinutes(4);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;
    private final Path log;

    private Keycloak(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Where the build unpacks it. */
    static Path home() throws IOException {
        try (var folders = Files.newDirectoryStream(Path.of("target", "keycloak"), "keycloak-*")) {
            return folders.iterator().next();
        }
    }

    /** Starts one for a Latchkey that will be on that port; {@link #awaitReady} waits for it. */
    static Keycloak launch(Path home, Path folder, int latchkeyPort) throws IOException {
        int port = freePort();
        String realm = Files.readString(Path.of("deploy", "keycloak", "latchkey-realm.json"))
                .replace("127.0.0.1:8080", "127.0.0.1:" + latchkeyPort);
        Files.createDirectories(home.resolve("data/import"));
        Files.writeString(home.resolve("data/import/latchkey-realm.json"), realm);
        Path log = folder.resolve("keycloak.log");
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--db=dev-mem",
                "--import-realm");
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
        environment.put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new Keycloak(builder.start(), port, log);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String origin() {
        return "http://127.0.0.1:" + port;
    }

    String issuer() {
        return origin() + "/realms/latchkey";
    }

    void awaitReady() {
        Instant deadline = Instant.now().plus(START);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new AssertionError("Keycloak did not start:\n" + log());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean answers() {
        try {
            return send(HttpRequest.newBuilder(URI.create(issuer()))).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** An access token by the password grant, as a script of a machine gets one. */
    JsonObject token(String realm, String form) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        return Json.trusted(response.body()).asJsonObject();
    }

    private HttpRequest.Builder admin(String path) {
        String token = token("master", "grant_type=password&client_id=admin-cli&username=admin&password=admin")
                .getString("access_token");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/realms/latchkey" + path))
                .header("Authorization", "Bearer " + token);
    }

    private JsonArray list(String path) {
        return Json.trusted(send(admin(path)).body()).asJsonArray();
    }

    String user(String name) {
        return list("/users?exact=true&username=" + name).getJsonObject(0).getString("id");
    }

    /** As an operator ends one session in the admin console. */
    void endSession(String session) {
        expect(204, send(admin("/sessions/" + session).DELETE()));
    }

    /** The login of this user that began last. */
    String newestSession(String user) {
        return list("/users/" + user(user) + "/sessions").getValuesAs(JsonObject.class).stream()
                .max(Comparator.comparingLong(
                        session -> session.getJsonNumber("start").longValue()))
                .orElseThrow()
                .getString("id");
    }

    void leaveGroup(String user, String group) {
        String id = list("/groups?search=" + group).getJsonObject(0).getString("id");
        expect(204, send(admin("/users/" + user(user) + "/groups/" + id).DELETE()));
    }

    /** Of tokens that are issued from now on. */
    void accessTokenLife(int seconds) {
        expect(
                204,
                send(admin("")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"accessTokenLifespan\":" + seconds + "}"))));
    }

    private static void expect(int status, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The script runs Java as its child, which has to end, too. */
    @Override
    public void close() {
        List<ProcessHandle> java = process.descendants().toList();
        java.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                java.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
