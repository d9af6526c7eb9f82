package io.latchkey.room;

import io.latchkey.protocol.Json;
import io.latchkey.protocol.JsonLine;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a log record: for each mutation of a batch what it wrote, and for numbered ones the outcome, so that one
 * row makes both durable. Written compactly, because its bytes are what a commit costs.
 */
final class LogBody {
    /**
     * One mutation of a record.
     *
     * @param version the room's version after it
     * @param client who numbered it, with its id and its result as told
     */
    record Line(long version, Map<String, Optional<String>> writes, Optional<Numbered> client) {}

    /** The part of a line that belongs to a client. */
    record Numbered(ClientRecord.Key key, long id, String result) {}

    private LogBody() {}

    static String encode(Batch batch) {
        List<String> lines = new ArrayList<>();
        for (Batch.Done done : batch.done()) {
            JsonLine line = new JsonLine().number("v", done.version());
            if (!done.outcome().writes().isEmpty()) {
                line.raw("w", writes(done.outcome().writes()));
            }
            done.queued()
                    .client()
                    .ifPresent(client -> line.string("u", client.key().user())
                            .string("c", client.key().client())
                            .number("i", done.queued().id().orElseThrow())
                            .raw("r", done.text()));
            lines.add(line.toString());
        }
        return "[" + String.join(",", lines) + "]";
    }

    private static String writes(Map<String, Optional<String>> writes) {
        List<String> pairs = new ArrayList<>();
        writes.forEach((key, text) -> pairs.add(
                "[" + Json.quote(key) + text.map(present -> "," + present).orElse("") + "]"));
        return "[" + String.join(",", pairs) + "]";
    }

    static List<Line> decode(String body) {
        List<Line> lines = new ArrayList<>();
        for (JsonValue element : Json.trusted(body).asJsonArray()) {
            JsonObject line = element.asJsonObject();
            lines.add(new Line(line.getJsonNumber("v").longValue(), writes(line), numbered(line)));
        }
        return lines;
    }

    private static Map<String, Optional<String>> writes(JsonObject line) {
        Map<String, Optional<String>> writes = new LinkedHashMap<>();
        for (JsonValue element :
                line.getOrDefault("w", JsonValue.EMPTY_JSON_ARRAY).asJsonArray()) {
            JsonArray pair = element.asJsonArray();
            Optional<String> text = pair.size() > 1 ? Optional.of(pair.get(1).toString()) : Optional.empty();
            writes.put(pair.getString(0), text);
        }
        return writes;
    }

    private static Optional<Numbered> numbered(JsonObject line) {
        if (!line.containsKey("i")) {
            return Optional.empty();
        }
        ClientRecord.Key key = new ClientRecord.Key(line.getString("u"), line.getString("c"));
        return Optional.of(new Numbered(
                key,
                line.getJsonNumber("i").longValue(),
                line.getJsonObject("r").toString()));
    }

    /** The kept outcomes of a client, as one text. */
    static String outcomes(ClientRecord client) {
        return "[" + String.join(",", client.results()) + "]";
    }

    static List<String> outcomes(String text) {
        return Json.trusted(text).asJsonArray().stream()
                .map(JsonValue::toString)
                .toList();
    }
}
