package io.latchkey.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The server of src/test/bench/socketio on Node.js, in a process of its own. */
final class SocketIoServer implements AutoCloseable {
    private static final Path SOURCE = Path.of("src", "test", "bench", "socketio");
    private static final Path FOLDER = Path.of("target", "bench", "socketio");
    private static final String LOCK = "package-lock.json";

    private final Process process;
    private final int port;

    private SocketIoServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Installs what the server needs, when it is not there, and returns once it listens.
     *
     * @throws IOException when Node.js is missing or the packages can't be had
     */
    static SocketIoServer start() throws IOException {
        install();
        Process process = process("node", "--max-old-space-size=512", "server.mjs");
        BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
        String port = out.readLine();
        if (port == null) {
            throw new IOException("the server of socket.io did not start");
        }
        return new SocketIoServer(process, Integer.parseInt(port));
    }

    private static void install() throws IOException {
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", LOCK, "server.mjs")) {
            Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!isInstalled()) {
            System.out.println("installing socket.io");
            Process npm = process("npm", "ci", "--no-audit", "--no-fund");
            String printed = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (await(npm) != 0) {
                throw new IOException("npm ci failed: " + printed.strip());
            }
        }
    }

    private static boolean isInstalled() throws IOException {
        Path installed = FOLDER.resolve("node_modules").resolve("." + LOCK);
        return Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(SOURCE.resolve(LOCK))) >= 0;
    }

    private static Process process(String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
