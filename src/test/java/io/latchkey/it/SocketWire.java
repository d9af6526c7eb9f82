package io.latchkey.it;

import io.latchkey.engine.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A room's WebSocket, message by message. */
final class SocketWire implements Wire, WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Empty: the end. */
    private final BlockingQueue<Optional<String>> messages = new LinkedBlockingQueue<>();

    private final StringBuilder unfinished = new StringBuilder();
    private final WebSocket socket;

    SocketWire(int port, String room, String client, String since) throws IOException {
        String token = Tokens.token("ann", room, "write");
        URI uri = URI.create("ws://127.0.0.1:" + port + "/rooms/" + room + "?client=" + client
                + (since.equals("-") ? "" : "&since=" + since));
        try {
            socket = HTTP.newWebSocketBuilder()
                    .subprotocols("latchkey.v1", "latchkey.token." + token)
                    .buildAsync(uri, this)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void send(String message) throws IOException {
        try {
            socket.sendText(message, true).join();
        } catch (CompletionException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String next() throws IOException {
        try {
            return Optional.ofNullable(messages.poll(30, TimeUnit.SECONDS))
                    .flatMap(message -> message)
                    .orElseThrow(() -> new EOFException("closed"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        unfinished.append(data);
        if (last) {
            unfinished.toString().lines().map(Optional::of).forEach(messages::add);
            unfinished.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        messages.add(Optional.empty());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable failure) {
        messages.add(Optional.empty());
    }

    @Override
    public void close() {
        socket.abort();
    }
}
