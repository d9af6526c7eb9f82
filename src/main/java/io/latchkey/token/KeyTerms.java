package io.latchkey.token;

import io.latchkey.access.Ceiling;
import io.latchkey.access.Scope;
import io.latchkey.access.UserIds;
import io.latchkey.api.Access;
import io.latchkey.api.RoomPattern;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The terms of an API key as JSON, in requests and answers, and in the database. */
public final class KeyTerms {
    public static final Set<String> MEMBERS = Set.of("name", "scopes", "rooms", "max", "expiresAt");

    private static final int MAX_ROOMS = 64;

    private KeyTerms() {}

    /** @throws ProtocolException with {@code invalid_request} and which member is wrong */
    public static ApiKey.Terms read(JsonObject json) throws ProtocolException {
        String name = string(json, "name").orElse("");
        if (UserIds.ofKey(name).isEmpty()) {
            throw refuse("name must be 1-124 characters without control characters");
        }
        return new ApiKey.Terms(name, scopes(json), new Ceiling(rooms(json), max(json)), expiresAt(json));
    }

    /** As {@link #read} takes them. */
    public static JsonObject write(ApiKey.Terms terms) {
        JsonObjectBuilder json = Json.object()
                .add("name", terms.name())
                .add("scopes", array(terms.scopes().stream().sorted().toList()));
        if (!terms.ceiling().rooms().isEmpty()) {
            json.add("rooms", array(terms.ceiling().rooms()));
        }
        json.add("max", terms.ceiling().max().toString());
        terms.expiresAt().ifPresent(end -> json.add("expiresAt", end.toString()));
        return json.build();
    }

    static ApiKey.Terms stored(String text) {
        try {
            return read(Json.trusted(text).asJsonObject());
        } catch (ProtocolException e) {
            throw new IllegalStateException("an API key was stored by another version: " + e.detail());
        }
    }

    private static JsonArray array(List<?> names) {
        JsonArrayBuilder array = Json.array();
        names.forEach(name -> array.add(name.toString()));
        return array.build();
    }

    private static Set<Scope> scopes(JsonObject json) throws ProtocolException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : strings(json, "scopes")) {
            scopes.add(Scope.parse(name).orElseThrow(() -> refuse("there is no scope " + Json.quote(name))));
        }
        return scopes;
    }

    private static List<RoomPattern> rooms(JsonObject json) throws ProtocolException {
        List<RoomPattern> rooms = new ArrayList<>();
        if (json.containsKey("rooms")) {
            for (String room : strings(json, "rooms")) {
                rooms.add(RoomPattern.parse(room)
                        .orElseThrow(() -> refuse("rooms has what is no room pattern: " + Json.quote(room))));
            }
        }
        if (rooms.size() > MAX_ROOMS) {
            throw refuse("rooms are at most " + MAX_ROOMS);
        }
        return rooms;
    }

    private static Access max(JsonObject json) throws ProtocolException {
        return Access.parse(string(json, "max").orElse(Access.WRITE.toString()))
                .orElseThrow(() -> refuse("max must be read, write or admin"));
    }

    private static Optional<Instant> expiresAt(JsonObject json) throws ProtocolException {
        Optional<String> text = string(json, "expiresAt");
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException e) {
            throw refuse("expiresAt must be a time such as 2026-01-31T10:00:00Z");
        }
    }

    private static Optional<String> string(JsonObject json, String name) throws ProtocolException {
        JsonValue value = json.get(name);
        if (value != null && !(value instanceof JsonString)) {
            throw refuse(name + " must be a string");
        }
        return value instanceof JsonString string ? Optional.of(string.getString()) : Optional.empty();
    }

    /** An empty list is refused: in a {@link Ceiling} it means every room, in a reader's mind none. */
    private static List<String> strings(JsonObject json, String name) throws ProtocolException {
        if (!(json.get(name) instanceof JsonArray array) || array.isEmpty()) {
            throw refuse(name + " must be a list of strings, not empty");
        }
        List<String> strings = new ArrayList<>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonString string)) {
                throw refuse(name + " must be a list of strings");
            }
            strings.add(string.getString());
        }
        return strings;
    }

    private static ProtocolException refuse(String detail) {
        return new ProtocolException(Code.INVALID_REQUEST, detail);
    }
}
