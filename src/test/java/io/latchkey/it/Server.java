package io.latchkey.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Latchkey on a real Payara Micro in a process of its own, bound to the loopback address: what the demo starts and the
 * integration tests talk to.
 */
public final class Server implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Path MICRO = Path.of("target", "payara-micro.jar");

    private final Process process;
    private final int port;
    private final Path root;
    private final Path log;

    private Server(Process process, int port, Path root, Path log) {
        this.process = process;
        this.port = port;
        this.root = root;
        this.log = log;
    }

    /** How to start one. */
    public static final class Options {
        private final Map<String, String> properties = new TreeMap<>();
        private final List<String> commands = new ArrayList<>();
        private Path war = Path.of("target", "latchkey.war");
        private int port;
        private String heap = "512m";
        private List<String> jvm = List.of();
        private int idleThreads = 900;
        private Path logging = Path.of("src", "test", "resources", "server-logging.properties");

        /** A system property of the server: a setting of Latchkey, mostly. */
        public Options with(String name, Object value) {
            properties.put(name, value.toString());
            return this;
        }

        public Options war(Path other) {
            war = other;
            return this;
        }

        public Options port(int fixed) {
            port = fixed;
            return this;
        }

        public Options heap(String max) {
            heap = max;
            return this;
        }

        /** Further options of the virtual machine. */
        public Options jvm(String... options) {
            jvm = List.of(options);
            return this;
        }

        /** Has Payara itself do something before the application is there. */
        public Options command(String line) {
            commands.add(line);
            return this;
        }

        /** After how many seconds a request thread ends that has nothing to do; Payara's default is 900. */
        public Options idleThreads(int seconds) {
            idleThreads = seconds;
            return this;
        }

        /** Logs as in production, for what is timed; the tests log everything and look for credentials in it. */
        public Options quiet() {
            logging = logging.resolveSibling("quiet-logging.properties");
            return this;
        }

        /** Starts the server and waits until the application answers. */
        public Server start() {
            Server server = launch();
            server.awaitReady();
            return server;
        }

        /** Starts the server and waits for nothing. */
        public Server launch() {
            try {
                return launchProcess();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Server launchProcess() throws IOException {
            int chosen = port == 0 ? freePort() : port;
            Path root = Files.createTempDirectory("latchkey-payara");
            Path log = root.resolve("server.log");
            Path preboot = Files.writeString(
                    root.resolve("preboot.txt"),
                    "set configs.config.server-config.network-config.network-listeners.network-listener"
                            + ".http-listener.address=127.0.0.1\n"
                            + "set configs.config.server-config.thread-pools.thread-pool"
                            + ".http-thread-pool.idle-thread-timeout-seconds=" + idleThreads + "\n");
            Path postboot = Files.writeString(
                    root.resolve("postboot.txt"),
                    "set-metrics-configuration --enabled=false --dynamic=true\n"
                            + "set-openapi-configuration --enabled=false\n"
                            + "set-microprofile-healthcheck-configuration --enabled=false\n"
                            + String.join("\n", commands));
            List<String> command = new ArrayList<>(List.of(java(), "-Xmx" + heap, "-XX:+UseSerialGC"));
            command.addAll(jvm);
            properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", MICRO.toString(), "--nohazelcast", "--disablephonehome"));
            command.addAll(List.of("--rootdir", root.resolve("payara").toString()));
            command.addAll(List.of("--port", Integer.toString(chosen)));
            command.addAll(List.of("--prebootcommandfile", preboot.toString()));
            command.addAll(List.of("--postbootcommandfile", postboot.toString()));
            command.addAll(List.of("--logproperties", logging.toString()));
            command.addAll(List.of("--deploy", war.toString(), "--contextroot", "/"));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.redirectOutput(log.toFile());
            return new Server(builder.start(), chosen, root, log);
        }
    }

    public static Options options() {
        return new Options();
    }

    /** A server that runs already, whoever started it; it is not ended. */
    static Server at(int port) {
        return new Server(null, port, Path.of("."), Path.of("none"));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Payara prints that it is ready, and stays alive, when the deployment failed: only the application counts. */
    public void awaitReady() {
        Instant deadline = Instant.now().plus(START);
        while (!answers()) {
            if (!process.isAlive()
                    || Instant.now().isAfter(deadline)
                    || log().contains("Exception while loading the app")) {
                String printed = log();
                close();
                throw new IllegalStateException("The server did not get ready:\n" + printed);
            }
            pause();
        }
    }

    private boolean answers() {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the server printed so far. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        await();
        delete();
        Secrets.requireNoneIn(log());
    }

    /** Ends the server; fails when a credential stands in its log. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        await();
        delete();
        Secrets.requireNoneIn(log());
    }

    /** Until the process has ended. */
    void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Payara unpacks 100 MB at each start. */
    private void delete() {
        try {
            Files.walkFileTree(root.resolve("payara"), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("left behind: " + root);
        }
    }
}
