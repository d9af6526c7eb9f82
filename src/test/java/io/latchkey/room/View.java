package io.latchkey.room;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a client makes of its frames, and the rules that every frame keeps. Confined to its peer's lock. */
final class View {
    private final Map<String, String> state = new TreeMap<>();
    private final Map<Long, JsonObject> results = new HashMap<>();
    private final List<JsonObject> messages = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private String epoch = "";
    private long version;
    private long lastResult;

    void frame(String frame) {
        long before = version;
        long reached = before;
        for (String line : frame.split("\n", -1)) {
            JsonObject message = Json.trusted(line).asJsonObject();
            messages.add(message);
            take(message);
            reached = version;
            if (message.getString("type").equals("result")) {
                result(message, before, reached);
            }
        }
    }

    private void take(JsonObject message) {
        switch (message.getString("type")) {
            case "joined" -> joined(message);
            case "state" -> piece(message);
            case "poke" -> poke(message);
            default -> {}
        }
    }

    private void joined(JsonObject message) {
        epoch = message.getString("epoch");
        if (message.containsKey("state")) {
            state.clear();
            put(message.getJsonObject("state"));
        } else {
            patch(message.getJsonArray("patch"));
        }
        reach(message);
        lastResult = message.getJsonNumber("lastMutation").longValue();
    }

    private void piece(JsonObject message) {
        if (message.getBoolean("first", false)) {
            state.clear();
        }
        put(message.getJsonObject("state"));
        reach(message);
    }

    /** A version is reached with its last piece. */
    private void reach(JsonObject message) {
        if (!message.getBoolean("more", false)) {
            version = message.getJsonNumber("version").longValue();
        }
    }

    private void poke(JsonObject message) {
        long from = message.getJsonNumber("from").longValue();
        if (from != version) {
            broken.add("a poke from " + from + " at " + version);
        }
        patch(message.getJsonArray("patch"));
        version = message.getJsonNumber("to").longValue();
    }

    private void result(JsonObject message, long before, long reached) {
        long id = message.getJsonNumber("id").longValue();
        boolean applied = !message.getString("outcome").equals("rejected");
        long told = applied ? message.getJsonNumber("version").longValue() : reached;
        boolean fresh = results.put(id, message) == null;
        if (fresh && id != lastResult + 1) {
            broken.add("result " + id + " behind " + lastResult);
        }
        if (fresh && applied && (told <= before || told > reached)) {
            broken.add("result " + id + " of " + told + " in a frame from " + before + " to " + reached);
        }
        lastResult = Math.max(lastResult, id);
    }

    private void put(JsonObject values) {
        values.forEach((key, value) -> state.put(key, value.toString()));
    }

    private void patch(JsonArray operations) {
        for (JsonValue value : operations) {
            JsonObject operation = value.asJsonObject();
            if (operation.getString("op").equals("put")) {
                state.put(operation.getString("key"), String.valueOf(operation.get("value")));
            } else {
                state.remove(operation.getString("key"));
            }
        }
    }

    Map<String, String> state() {
        return Map.copyOf(state);
    }

    List<JsonObject> messages(String type) {
        return messages.stream()
                .filter(message -> message.getString("type").equals(type))
                .toList();
    }

    Map<Long, JsonObject> results() {
        return Map.copyOf(results);
    }

    /** What no frame may do and one did. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    String epoch() {
        return epoch;
    }

    long version() {
        return version;
    }
}
