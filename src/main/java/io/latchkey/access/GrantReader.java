package io.latchkey.access;

import io.latchkey.api.Access;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The one reading of a grant from JSON, for policies, tokens and requests, and its writing. */
public final class GrantReader {
    private static final Set<String> MEMBERS = Set.of("room", "access", "permissions", "until", "keys");
    private static final Pattern UNTIL = Pattern.compile("[0-9]{4}-[^Z]+Z");
    private static final String USER = "${user}";
    private static final int MAX_KEY = 256;

    private GrantReader() {}

    /** @throws ProtocolException with {@code invalid_request} and which member is wrong */
    public static Grant read(JsonObject json) throws ProtocolException {
        for (String member : json.keySet()) {
            if (!MEMBERS.contains(member)) {
                throw refuse("unknown member " + Json.quote(member));
            }
        }
        return new Grant(room(json), permissions(json), until(json), keys(json));
    }

    /** As {@link #read} takes it. */
    public static JsonObject write(Grant grant) {
        JsonObjectBuilder json = Json.object().add("room", grant.room().value());
        Access access = Access.describing(grant.permissions());
        if (access == Access.CUSTOM) {
            JsonArrayBuilder names = Json.array();
            grant.permissions().stream().map(Permission::name).sorted().forEach(names::add);
            json.add("permissions", names);
        } else {
            json.add("access", access.toString());
        }
        grant.until().ifPresent(until -> json.add("until", until.toString()));
        if (!grant.keys().isEmpty()) {
            JsonArrayBuilder keys = Json.array();
            grant.keys().forEach(keys::add);
            json.add("keys", keys);
        }
        return json.build();
    }

    private static RoomPattern room(JsonObject json) throws ProtocolException {
        if (json.get("room") instanceof JsonString room) {
            return RoomPattern.parse(room.getString())
                    .orElseThrow(() -> refuse("\"room\" is no room pattern: " + room));
        }
        throw refuse("\"room\" must be a room pattern");
    }

    private static Set<Permission> permissions(JsonObject json) throws ProtocolException {
        if (json.containsKey("access") == json.containsKey("permissions")) {
            throw refuse("exactly one of \"access\" and \"permissions\" must be there");
        }
        if (json.containsKey("permissions")) {
            Set<Permission> permissions = new HashSet<>();
            for (String name : strings(json, "permissions")) {
                permissions.add(
                        Permission.parse(name).orElseThrow(() -> refuse("there is no permission " + Json.quote(name))));
            }
            return permissions;
        }
        JsonValue access = json.get("access");
        if (access instanceof JsonString name) {
            return Access.parse(name.getString())
                    .orElseThrow(() -> refuse("\"access\" must be read, write or admin, not " + name))
                    .permissions();
        }
        throw refuse("\"access\" must be read, write or admin");
    }

    private static Optional<Instant> until(JsonObject json) throws ProtocolException {
        if (!json.containsKey("until")) {
            return Optional.empty();
        }
        if (json.get("until") instanceof JsonString text
                && UNTIL.matcher(text.getString()).matches()) {
            try {
                return Optional.of(Instant.parse(text.getString()));
            } catch (DateTimeException e) {
                throw refuse("\"until\" is no time");
            }
        }
        throw refuse("\"until\" must be a time such as 2026-01-31T10:00:00Z");
    }

    /** An empty list is refused: in a {@link Grant} it means everywhere, in a reader's mind nowhere. */
    private static List<String> keys(JsonObject json) throws ProtocolException {
        if (!json.containsKey("keys")) {
            return List.of();
        }
        List<String> keys = strings(json, "keys");
        for (String key : keys) {
            boolean prefix =
                    key.endsWith("/") && key.length() <= MAX_KEY && key.chars().noneMatch(Character::isISOControl);
            if (!prefix || key.replace(USER, "").contains("${")) {
                throw refuse("each of \"keys\" must be a prefix ending in \"/\", with no placeholder but ${user}");
            }
        }
        return keys;
    }

    static List<String> strings(JsonObject json, String member) throws ProtocolException {
        if (!(json.get(member) instanceof JsonArray array) || array.isEmpty()) {
            throw refuse(Json.quote(member) + " must be a list of strings, not empty");
        }
        List<String> strings = new ArrayList<>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonString string)) {
                throw refuse(Json.quote(member) + " must be a list of strings");
            }
            strings.add(string.getString());
        }
        return strings;
    }

    private static ProtocolException refuse(String detail) {
        return new ProtocolException(Code.INVALID_REQUEST, detail);
    }
}
