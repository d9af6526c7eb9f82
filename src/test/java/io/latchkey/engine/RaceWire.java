package io.latchkey.engine;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A connection to {@link RaceMain}, and all that came by it. One thread reads; any may look. */
final class RaceWire implements AutoCloseable {
    /** A message, and its place among all that the engine handed to anybody. */
    record Seen(long order, JsonObject message) {
        String type() {
            return message.getString("type");
        }

        /** The version that it tells; none: 0. */
        long version() {
            return message.getInt(type().equals("poke") ? "to" : "version", 0);
        }
    }

    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final BufferedReader in;
    private final List<Seen> history = new ArrayList<>();
    private volatile boolean ended;
    private volatile boolean torn;
    private volatile boolean closed;

    /** Connects, and is greeted: from now on the server knows of the connection. */
    RaceWire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        readOne();
    }

    void send(String line) {
        try {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LockSupport.parkNanos(1); // it is closed: the reader will see that
        }
    }

    /** Reads the next message; empty at the end of the connection. */
    Optional<Seen> readOne() {
        try {
            String line = in.readLine();
            if (line == null) {
                ended = true;
                return Optional.empty();
            }
            int space = line.indexOf(' ');
            Seen seen = new Seen(
                    Long.parseLong(line.substring(0, space)),
                    Json.trusted(line.substring(space + 1)).asJsonObject());
            synchronized (history) {
                history.add(seen);
            }
            return Optional.of(seen);
        } catch (IOException e) {
            torn = !closed;
            ended = !(e instanceof SocketTimeoutException);
            return Optional.empty();
        }
    }

    /** Reads until a message of this type came; empty when the connection ended before. */
    Optional<Seen> readUntil(Predicate<Seen> wanted) {
        Optional<Seen> next = readOne();
        while (next.isPresent() && !wanted.test(next.get())) {
            next = readOne();
        }
        return next;
    }

    static Predicate<Seen> type(String type) {
        return seen -> seen.type().equals(type);
    }

    List<Seen> history() {
        synchronized (history) {
            return List.copyOf(history);
        }
    }

    /** The last version that it was told. */
    long version() {
        return history().stream().mapToLong(Seen::version).max().orElse(0);
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether all came that was sent: where a connection is torn, some may not. */
    boolean isComplete() {
        return !torn;
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            System.err.println("not closed: " + e.getMessage());
        }
    }
}
