package io.latchkey.token.foreign;

import io.latchkey.access.GrantReader;
import io.latchkey.api.Access;
import io.latchkey.api.AuthHandler.Accepted;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code {"userID" or "user","access" or "grants","user"?,"data"?,"groups"?,"expiresAt"?}}; other members go into
 * {@code data}. What is not written so is our side's failure, not the caller's.
 */
final class HandlerAnswer {
    private static final Set<String> MEMBERS =
            Set.of("userID", "user", "access", "grants", "data", "groups", "expiresAt");

    private final JsonObject json;
    private final RoomId room;

    private HandlerAnswer(JsonObject json, RoomId room) {
        this.json = json;
        this.room = room;
    }

    /** @throws IOException with what is wrong */
    static Accepted read(String text, RoomId room) throws IOException {
        try {
            HandlerAnswer answer = new HandlerAnswer(Json.parseObject(text), room);
            JsonObject user = answer.user();
            return new Accepted(
                    answer.userId(user), user, answer.groups(), answer.grants(), answer.data(), answer.expiresAt());
        } catch (ProtocolException e) {
            throw new IOException("the answer is malformed: " + e.detail());
        }
    }

    private JsonObject user() throws IOException {
        JsonValue user = json.getOrDefault("user", JsonValue.EMPTY_JSON_OBJECT);
        require(user instanceof JsonObject || user instanceof JsonString, "\"user\" must be a user id or an object");
        return user instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    private String userId(JsonObject user) throws IOException {
        Set<String> named = new HashSet<>();
        for (JsonValue value : new JsonValue[] {
            json.getOrDefault("userID", JsonValue.NULL),
            json.getOrDefault("user", JsonValue.NULL),
            user.getOrDefault("id", JsonValue.NULL)
        }) {
            if (value instanceof JsonString text) {
                named.add(text.getString());
            }
        }
        boolean typed = !json.containsKey("userID") || json.get("userID") instanceof JsonString;
        require(typed && named.size() == 1, "\"userID\", \"user\" or \"user\".\"id\" must name one user");
        return named.iterator().next();
    }

    private List<Grant> grants() throws IOException, ProtocolException {
        require(
                json.containsKey("access") != json.containsKey("grants"),
                "exactly one of \"access\" and \"grants\" must be there");
        List<Grant> grants = new ArrayList<>();
        if (json.get("access") instanceof JsonString preset) {
            Optional<Access> access = Access.parse(preset.getString());
            require(access.isPresent(), "\"access\" must be read, write or admin");
            grants.add(new Grant(RoomPattern.of(room), access.get().permissions(), Optional.empty(), List.of()));
            return grants;
        }
        require(json.get("grants") instanceof JsonArray, "\"access\" must be text, \"grants\" an array");
        for (JsonValue value : json.getJsonArray("grants")) {
            require(value instanceof JsonObject, "\"grants\" must be an array of objects");
            grants.add(GrantReader.read(value.asJsonObject()));
        }
        return grants;
    }

    private JsonObject data() throws IOException {
        JsonValue own = json.getOrDefault("data", JsonValue.EMPTY_JSON_OBJECT);
        require(own instanceof JsonObject, "\"data\" must be an object");
        JsonObjectBuilder data = Json.object();
        json.forEach((name, value) -> {
            if (!MEMBERS.contains(name)) {
                data.add(name, value);
            }
        });
        own.asJsonObject().forEach(data::add);
        return data.build();
    }

    private Set<String> groups() throws IOException {
        Set<String> groups = new HashSet<>();
        JsonValue named = json.getOrDefault("groups", JsonValue.EMPTY_JSON_ARRAY);
        require(named instanceof JsonArray, "\"groups\" must be an array");
        for (JsonValue group : named.asJsonArray()) {
            require(group instanceof JsonString, "\"groups\" must be an array of text");
            groups.add(((JsonString) group).getString());
        }
        return groups;
    }

    private Optional<Instant> expiresAt() throws IOException {
        if (!json.containsKey("expiresAt")) {
            return Optional.empty();
        }
        try {
            require(json.get("expiresAt") instanceof JsonString, "\"expiresAt\" must be text");
            return Optional.of(Instant.parse(json.getString("expiresAt")));
        } catch (DateTimeException e) {
            throw new IOException("\"expiresAt\" must be a time such as 2026-01-31T10:00:00Z");
        }
    }

    private static void require(boolean condition, String problem) throws IOException {
        if (!condition) {
            throw new IOException("the answer is not as agreed: " + problem);
        }
    }
}
