package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The client's side of a transcript, spoken to a real server; the rules of comparison are in the transcripts' README. */
final class Replay implements AutoCloseable {
    private final Server server;
    private final String room;
    private final String token;
    private final Map<String, String> bound = new HashMap<>();
    private RoomSocket socket;
    private Told told = new Told();
    private int consumed;

    Replay(Server server, String room, String access) {
        this.server = server;
        this.room = room;
        this.token = Tokens.token("ann", room, access);
        bound.put("$token", token);
    }

    /** What messages lead to: a state at a version, and the other messages in their order. */
    private static final class Told {
        private Map<String, JsonValue> state = new TreeMap<>();
        private long version;
        private List<JsonObject> others = new ArrayList<>();

        Told after(List<JsonObject> messages) {
            Told next = new Told();
            next.state.putAll(state);
            next.version = version;
            messages.forEach(next::take);
            return next;
        }

        private void take(JsonObject message) {
            if (message.getString("type").equals("poke")) {
                assertThat(message.getJsonNumber("from").longValue()).isEqualTo(version);
                version = message.getJsonNumber("to").longValue();
            } else {
                others.add(message);
            }
            if (message.getString("type").equals("joined")) {
                version = message.getJsonNumber("version").longValue();
            }
            if (message.containsKey("state")) {
                state = new TreeMap<>(message.getJsonObject("state"));
            }
            if (message.containsKey("patch")) {
                message.getJsonArray("patch").getValuesAs(JsonObject.class).forEach(this::write);
            }
        }

        private void write(JsonObject operation) {
            if (operation.getString("op").equals("put")) {
                state.put(operation.getString("key"), operation.get("value"));
            } else {
                state.remove(operation.getString("key"));
            }
        }
    }

    void open(JsonObject step) {
        String since = step.isNull("since")
                ? ""
                : "&since=" + fill(step.get("since")).toString().replace("\"", "");
        socket = RoomSocket.to(server, "/rooms/" + room + "?client=transcript" + since)
                .token(token)
                .connect();
        consumed = 0;
        bound.remove("$connection");
    }

    void client(JsonArray messages) {
        socket.send(String.join(
                "\n", messages.stream().map(one -> fill(one).toString()).toList()));
    }

    /** Frames may be merged otherwise than in the transcript: what they lead to counts, and what is beside. */
    void server(JsonArray messages) {
        List<JsonObject> written = messages.getValuesAs(JsonObject.class);
        written.forEach(this::forget);
        Told expected = told.after(written);
        socket.await(any -> {
            Told now = told.after(fresh());
            return now.version >= expected.version && now.others.size() >= expected.others.size();
        });
        List<JsonObject> fresh = fresh();
        Told actual = told.after(fresh);
        consumed += fresh.size();
        told = actual;
        assertThat(actual.version).isEqualTo(expected.version);
        assertThat(actual.state).isEqualTo(expected.state);
        assertThat(actual.others).hasSameSizeAs(expected.others);
        for (int i = 0; i < expected.others.size(); i++) {
            requireWithin(actual.others.get(i), expected.others.get(i));
        }
    }

    /** A full state drops what was there. */
    private void forget(JsonObject message) {
        if (message.getString("type").equals("joined") && !message.containsKey("patch")) {
            told = new Told();
        }
    }

    private List<JsonObject> fresh() {
        List<JsonObject> all = socket.messages().stream()
                .filter(message -> !message.getString("type").equals("presence"))
                .toList();
        return all.subList(consumed, all.size());
    }

    /** The connection is lost, once the server has done what it will have done by the next entry. */
    void lose(long version) {
        try (RoomSocket witness = RoomSocket.join(server, room, "witness1", Tokens.token("eve", room, "read"))) {
            witness.await(message -> message.getString("type").equals("joined")
                            && message.getJsonNumber("version").longValue() >= version
                    || message.getString("type").equals("poke")
                            && message.getJsonNumber("to").longValue() >= version);
        }
        socket.close();
    }

    private void requireMember(String name, JsonValue actual, JsonValue expected) {
        if (name.equals("permissions")) {
            assertThat(actual.asJsonArray()).containsExactlyInAnyOrderElementsOf(expected.asJsonArray());
        } else {
            requireWithin(actual, expected);
        }
    }

    private void requireWithin(JsonValue actual, JsonValue expected) {
        if (expected instanceof JsonString text && text.getString().startsWith("$")) {
            String seen = ((JsonString) actual).getString();
            assertThat(bound.computeIfAbsent(text.getString(), name -> seen)).isEqualTo(seen);
        } else if (expected instanceof JsonObject object) {
            JsonObject whole = actual.asJsonObject();
            object.forEach((name, value) -> {
                if (!name.equals("state") && !name.equals("patch")) {
                    assertThat(whole).containsKey(name);
                    requireMember(name, whole.get(name), value);
                }
            });
        } else if (expected instanceof JsonArray array) {
            assertThat(actual.asJsonArray()).hasSameSizeAs(array);
            for (int i = 0; i < array.size(); i++) {
                requireWithin(actual.asJsonArray().get(i), array.get(i));
            }
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private JsonValue fill(JsonValue value) {
        String text = value.toString();
        for (Map.Entry<String, String> one : bound.entrySet()) {
            text = text.replace(one.getKey(), one.getValue());
        }
        return Json.trusted(text);
    }

    @Override
    public void close() {
        socket.close();
    }
}
