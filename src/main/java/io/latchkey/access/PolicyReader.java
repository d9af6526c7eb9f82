package io.latchkey.access;

import io.latchkey.api.RoomId;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code {"grants":[{"users"?,"groups"?,"room","access"..}]}}, strictly: a typing error must not open a room. */
final class PolicyReader {
    private static final String WANTED = "the policy must be {\"grants\":[...]} and nothing else";

    private PolicyReader() {}

    static Policy load(String setting) throws PolicyException {
        if (setting.strip().startsWith("{")) {
            return parse(setting);
        }
        try {
            return parse(Files.readString(Path.of(setting)));
        } catch (IOException | InvalidPathException e) {
            throw new PolicyException("the policy file " + setting + " can't be read");
        }
    }

    static Policy parse(String text) throws PolicyException {
        JsonObject json = parseObject(text);
        if (!json.keySet().equals(Set.of("grants")) || !(json.get("grants") instanceof JsonArray grants)) {
            throw new PolicyException(WANTED);
        }
        return new Policy(entries(grants));
    }

    static Policy ofRoom(RoomId room, JsonArray grants) throws PolicyException {
        JsonArrayBuilder named = Json.array();
        for (JsonValue value : grants) {
            if (value instanceof JsonObject grant && !grant.containsKey("room")) {
                named.add(Json.object(grant).add("room", room.value()));
            } else {
                throw new PolicyException("a grant of a room is an object without \"room\"");
            }
        }
        return new Policy(entries(named.build()));
    }

    private static List<Policy.Entry> entries(JsonArray grants) throws PolicyException {
        List<Policy.Entry> entries = new ArrayList<>();
        for (JsonValue value : grants) {
            int number = entries.size() + 1;
            try {
                entries.add(entry(value));
            } catch (ProtocolException e) {
                throw new PolicyException("entry " + number + " of the policy: " + e.detail());
            } catch (PolicyException e) {
                throw new PolicyException("entry " + number + " of the policy: " + e.getMessage());
            }
        }
        return entries;
    }

    private static JsonObject parseObject(String text) throws PolicyException {
        try {
            return Json.parseObject(text);
        } catch (ProtocolException e) {
            throw new PolicyException(WANTED + ": " + e.detail());
        }
    }

    private static Policy.Entry entry(JsonValue value) throws ProtocolException, PolicyException {
        if (!(value instanceof JsonObject json)) {
            throw new PolicyException("not an object");
        }
        Set<String> users = names(json, "users");
        Set<String> groups = names(json, "groups");
        if (users.isEmpty() && groups.isEmpty()) {
            throw new PolicyException(
                    "names neither users nor groups; for every authenticated caller write \"groups\":[\"*\"]");
        }
        if (users.contains(Policy.EVERYONE)) {
            throw new PolicyException("\"users\" can't hold \"*\"; write \"groups\":[\"*\"]");
        }
        if (!users.stream().allMatch(UserIds::isUserId)) {
            throw new PolicyException("\"users\" holds what is no user id (1-128 characters, not \"key:...\")");
        }
        JsonObjectBuilder grant = Json.object(json);
        grant.remove("users").remove("groups");
        return new Policy.Entry(users, groups, GrantReader.read(grant.build()));
    }

    private static Set<String> names(JsonObject json, String member) throws ProtocolException, PolicyException {
        if (!json.containsKey(member)) {
            return Set.of();
        }
        Set<String> names = new HashSet<>(GrantReader.strings(json, member));
        if (!names.stream().allMatch(UserIds::isName)) {
            throw new PolicyException("\"" + member + "\" holds what is no name (1-128 characters)");
        }
        return names;
    }
}
