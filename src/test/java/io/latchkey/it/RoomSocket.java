package io.latchkey.it;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A WebSocket of the tests: keeps every message and how it was closed. */
final class RoomSocket implements WebSocket.Listener, AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonObject> messages = new ArrayList<>();
    private final StringBuilder unfinished = new StringBuilder();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private WebSocket socket;

    /** How to connect. */
    static final class Options {
        private final URI uri;
        private final List<String> subprotocols = new ArrayList<>();
        private final WebSocket.Builder builder = HTTP.newWebSocketBuilder();

        Options(Server server, String path) {
            uri = URI.create("ws://127.0.0.1:" + server.port() + path);
        }

        Options subprotocols(String... names) {
            subprotocols.addAll(List.of(names));
            return this;
        }

        /** The token the way a browser sends it. */
        Options token(String token) {
            return subprotocols("latchkey.v1", "latchkey.token." + token);
        }

        Options header(String name, String value) {
            if (name.equals("Authorization")) {
                Secrets.usedInHeader(value);
            }
            builder.header(name, value);
            return this;
        }

        Options browser(Server server) {
            return header("Origin", "http://127.0.0.1:" + server.port());
        }

        RoomSocket connect() {
            try {
                return connectAsync().join();
            } catch (CompletionException e) {
                throw new IllegalStateException("no connection", e.getCause());
            }
        }

        CompletableFuture<RoomSocket> connectAsync() {
            RoomSocket room = new RoomSocket();
            if (!subprotocols.isEmpty()) {
                String[] others = subprotocols.stream().skip(1).toArray(String[]::new);
                builder.subprotocols(subprotocols.get(0), others);
            }
            return builder.buildAsync(uri, room).thenApply(socket -> {
                room.socket = socket;
                return room;
            });
        }

        /** Empty when the upgrade is refused. */
        Optional<RoomSocket> tryConnect() {
            try {
                return Optional.of(connectAsync().join());
            } catch (CompletionException e) {
                if (e.getCause() instanceof WebSocketHandshakeException) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        /** The status of the HTTP answer that refused the upgrade. */
        int refusedWith() {
            try {
                connectAsync().join().close();
                throw new AssertionError("the upgrade was accepted");
            } catch (CompletionException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused) {
                    return refused.getResponse().statusCode();
                }
                throw e;
            }
        }
    }

    static Options to(Server server, String path) {
        return new Options(server, path);
    }

    /** Enters a room and waits until it is joined. */
    static RoomSocket join(Server server, String room, String client, String token) {
        RoomSocket socket =
                to(server, "/rooms/" + room + "?client=" + client).token(token).connect();
        socket.await("joined");
        return socket;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void send(String text) {
        Secrets.usedInJson(text);
        socket.sendText(text, true).join();
    }

    void sendPart(String text, boolean last) {
        socket.sendText(text, last).join();
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    void mutate(long id, String name, String args) {
        send("{\"type\":\"mutate\",\"id\":" + id + ",\"name\":\"" + name + "\",\"args\":" + args + "}");
    }

    /** The result of a mutation, once it is there. */
    JsonObject result(long id) {
        return await(message -> message.getString("type").equals("result")
                && message.getJsonNumber("id").longValue() == id);
    }

    JsonObject await(String type) {
        return await(message -> message.getString("type").equals(type));
    }

    synchronized JsonObject await(Predicate<JsonObject> wanted) {
        Instant deadline = Instant.now().plus(DEADLINE);
        while (true) {
            Optional<JsonObject> found = messages.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (Instant.now().isAfter(deadline) || closed.isDone()) {
                throw new AssertionError("never came; closed " + closed.getNow("not") + ", got " + messages);
            }
            pause();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its caller is the loop
    private void pause() {
        try {
            wait(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    synchronized List<JsonObject> messages() {
        return List.copyOf(messages);
    }

    /** Whether the first thing that the server says is {@code hello}, and not why it says no more. */
    synchronized boolean isGreeted() {
        Instant deadline = Instant.now().plus(DEADLINE);
        while (messages.isEmpty() && !closed.isDone() && Instant.now().isBefore(deadline)) {
            pause();
        }
        return !messages.isEmpty() && messages.get(0).getString("type").equals("hello");
    }

    boolean isClosed() {
        return closed.isDone();
    }

    /** Code and reason of the close, as {@code 4401 invalid_token}. */
    String closed() {
        return closed.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        unfinished.append(data);
        if (last) {
            take(unfinished.toString());
            unfinished.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    private synchronized void take(String frame) {
        Disclosure.none(frame);
        for (String line : frame.split("\n", -1)) {
            messages.add(Json.trusted(line).asJsonObject());
        }
        notifyAll();
    }

    @Override
    public synchronized CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete((code + " " + reason).strip());
        notifyAll();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void onError(WebSocket webSocket, Throwable failure) {
        closed.complete("error " + failure + ", " + failure.getCause());
        notifyAll();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
