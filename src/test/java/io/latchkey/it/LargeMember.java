package io.latchkey.it;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A member of a large room that keeps a hash of each value instead of the value. */
final class LargeMember implements WebSocket.Listener {
    /** Many members get the same pieces: each is parsed once. */
    private static final Map<String, Map<String, Integer>> PARSED = new ConcurrentHashMap<>();

    private final StringBuilder unfinished = new StringBuilder();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private Map<String, Integer> staged = new TreeMap<>();
    private Map<String, Integer> state = Map.of();
    private long version = -1;
    private boolean joined;

    static LargeMember join(Server server, String room, String client, String token) {
        LargeMember member = new LargeMember();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("latchkey.v1", "latchkey.token." + token)
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.port() + "/rooms/" + room + "?client=" + client), member)
                .join();
        return member;
    }

    static Map<String, Integer> hashes(JsonObject values) {
        Map<String, Integer> hashes = new TreeMap<>();
        for (Map.Entry<String, JsonValue> entry : values.entrySet()) {
            hashes.put(entry.getKey(), entry.getValue().toString().hashCode());
        }
        return hashes;
    }

    synchronized long version() {
        return version;
    }

    synchronized Map<String, Integer> state() {
        return state;
    }

    /** How the connection ended; empty while it has not. */
    String closed() {
        return closed.getNow("");
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        unfinished.append(data);
        if (last) {
            String frame = unfinished.toString();
            unfinished.setLength(0);
            for (String line : frame.split("\n", -1)) {
                take(line);
            }
        }
        socket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    private synchronized void take(String line) {
        if (line.startsWith("{\"type\":\"state\"")) {
            staged.putAll(PARSED.computeIfAbsent(
                    line, text -> hashes(Json.trusted(text).asJsonObject().getJsonObject("state"))));
            if (!line.endsWith("\"more\":true}")) {
                settle(Json.trusted(line).asJsonObject());
            }
        } else if (line.startsWith("{\"type\":\"joined\"")) {
            joined = true;
        } else if (line.startsWith("{\"type\":\"poke\"")) {
            poke(Json.trusted(line).asJsonObject());
        }
    }

    private void settle(JsonObject piece) {
        version = piece.getJsonNumber("version").longValue();
        state = staged;
        staged = new TreeMap<>();
    }

    private void poke(JsonObject poke) {
        if (!joined || poke.getJsonNumber("from").longValue() != version) {
            closed.complete("a poke from " + poke.get("from") + " at " + version);
        }
        for (JsonObject operation : poke.getJsonArray("patch").getValuesAs(JsonObject.class)) {
            state.put(
                    operation.getString("key"),
                    operation.get("value").toString().hashCode());
        }
        version = poke.getJsonNumber("to").longValue();
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code + " " + reason);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        closed.complete("error " + failure);
    }
}
