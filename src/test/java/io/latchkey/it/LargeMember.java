package io.latchkey.it;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A member of a large room that keeps a hash of each value instead of the value. Safe for use by many threads. */
final class LargeMember implements AutoCloseable {
    private static final String STATE = "\"state\":{";

    /** Many members get the same pieces: each is parsed once. */
    private static final Map<String, Map<String, Integer>> PARSED = new ConcurrentHashMap<>();

    private final RawSocket socket;
    private final Thread reader = new Thread(this::read, "large-member");
    private Map<String, Integer> staged = new TreeMap<>();
    private Map<String, Integer> state = Map.of();
    private long first = -1;
    private long version = -1;
    private String ended = "";

    private LargeMember(RawSocket socket) {
        this.socket = socket;
    }

    static LargeMember join(Server server, String room, String client, String token) throws IOException {
        LargeMember member = new LargeMember(RawSocket.enter(server, room, client, token));
        member.reader.start();
        return member;
    }

    static Map<String, Integer> hashes(JsonObject values) {
        Map<String, Integer> hashes = new TreeMap<>();
        for (Map.Entry<String, JsonValue> entry : values.entrySet()) {
            hashes.put(entry.getKey(), entry.getValue().toString().hashCode());
        }
        return hashes;
    }

    /** Forgets what members share, so that it does not outlive them. */
    static void forgetParsed() {
        PARSED.clear();
    }

    /** -1 while it has no whole state. */
    synchronized long version() {
        requireHere();
        return version;
    }

    /** How many versions it was told of behind the one that it came in with. */
    synchronized long told() {
        requireHere();
        return version - first;
    }

    synchronized Map<String, Integer> state() {
        return state;
    }

    private void requireHere() {
        if (!ended.isEmpty()) {
            throw new AssertionError("a member that reads has ended: " + ended);
        }
    }

    private void read() {
        try {
            RawSocket.Frame frame = socket.read();
            while (frame.opcode() == RawSocket.TEXT) {
                for (String line : frame.text().split("\n", -1)) {
                    take(line);
                }
                frame = socket.read();
            }
            end("closed " + frame.closing());
        } catch (IOException | RuntimeException e) {
            end(e.toString());
        }
    }

    private synchronized void end(String why) {
        ended = why;
    }

    private synchronized void take(String line) {
        if (line.startsWith("{\"type\":\"state\"")) {
            piece(line);
        } else if (line.startsWith("{\"type\":\"poke\"")) {
            poke(Json.trusted(line).asJsonObject());
        } else if (!line.startsWith("{\"type\":\"joined\"")
                && !line.startsWith("{\"type\":\"authenticated\"")
                && !line.startsWith("{\"type\":\"presence\"")) {
            throw new IllegalStateException(line);
        }
    }

    /** What differs between two times that a piece is sent is the version in front of it. */
    private void piece(String line) {
        int from = line.indexOf(STATE);
        int to = line.lastIndexOf('}', line.length() - 2) + 1;
        JsonObject head = Json.trusted(line.substring(0, from) + STATE + "}" + line.substring(to))
                .asJsonObject();
        if (head.getBoolean("first", false)) {
            staged = new TreeMap<>();
        }
        staged.putAll(PARSED.computeIfAbsent(
                line.substring(from + STATE.length() - 1, to),
                text -> hashes(Json.trusted(text).asJsonObject())));
        if (!head.getBoolean("more", false)) {
            moveTo(head.getJsonNumber("version").longValue());
            state = staged;
        }
    }

    private void poke(JsonObject poke) {
        if (poke.getJsonNumber("from").longValue() != version) {
            throw new IllegalStateException("a poke from " + poke.get("from") + " at " + version);
        }
        for (JsonObject operation : poke.getJsonArray("patch").getValuesAs(JsonObject.class)) {
            state.put(
                    operation.getString("key"),
                    operation.get("value").toString().hashCode());
        }
        moveTo(poke.getJsonNumber("to").longValue());
    }

    private void moveTo(long next) {
        if (next < version) {
            throw new IllegalStateException("from " + version + " back to " + next);
        }
        first = first < 0 ? next : first;
        version = next;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
