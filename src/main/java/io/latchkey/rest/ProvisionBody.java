package io.latchkey.rest;

import io.latchkey.api.Access;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomPattern;
import io.latchkey.api.TokenRequest;
import io.latchkey.protocol.Code;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a backend asks for on behalf of a user. Each method throws {@link RefusedRequest}. */
final class ProvisionBody {
    static final Set<String> MEMBERS = Set.of("user", "resources", "ttl", "data", "groups", "session");

    private static final Set<String> RESOURCE = Set.of("object", "reference", "permission");

    private ProvisionBody() {}

    static TokenRequest read(JsonObject json) {
        TokenRequest request = user(json, grants(json))
                .withGroups(new HashSet<>(JsonBody.strings(json, "groups")))
                .withData(object(json, "data"));
        Optional<String> session = JsonBody.string(json, "session");
        TokenRequest inSession = session.isPresent() ? request.withSession(session.get()) : request;
        return JsonBody.seconds(json, "ttl").map(inSession::withTtl).orElse(inSession);
    }

    /** A user by its id alone, or with its public face, which is open to any member. */
    static TokenRequest user(JsonObject json, List<Grant> grants) {
        JsonValue user = json.get("user");
        Grant[] all = grants.toArray(Grant[]::new);
        if (user instanceof JsonString id) {
            return TokenRequest.of(id.getString(), all);
        }
        if (user instanceof JsonObject face && face.get("id") instanceof JsonString id) {
            return TokenRequest.of(id.getString(), all).withUser(face);
        }
        throw refuse("user must be a user id, or an object with one as its id.");
    }

    private static JsonObject object(JsonObject json, String name) {
        JsonValue value = json.getOrDefault(name, JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw refuse(name + " must be an object.");
    }

    private static List<Grant> grants(JsonObject json) {
        if (!(json.get("resources") instanceof JsonArray array) || array.isEmpty()) {
            throw refuse("resources must be an array with at least one resource.");
        }
        List<Grant> grants = new ArrayList<>();
        for (JsonValue element : array) {
            if (!(element instanceof JsonObject resource) || !RESOURCE.equals(resource.keySet())) {
                throw refuse("A resource is an object of exactly " + RESOURCE + ".");
            }
            if (!JsonBody.string(resource, "object").filter("room"::equals).isPresent()) {
                throw refuse("The only object is room.");
            }
            RoomPattern room = RoomPattern.parse(
                            JsonBody.string(resource, "reference").orElseThrow())
                    .orElseThrow(() -> new RefusedRequest(Code.INVALID_ROOM));
            grants.add(grant(room, resource));
        }
        return grants;
    }

    /** What the member {@code permission} gives in the room: a preset, an alias, or a list of permissions. */
    static Grant grant(RoomPattern room, JsonObject json) {
        return new Grant(room, permissions(json), Optional.empty(), List.of());
    }

    private static Set<Permission> permissions(JsonObject json) {
        if (json.get("permission") instanceof JsonString preset) {
            return Access.parse(preset.getString())
                    .orElseThrow(() -> refuse("permission must be read, write, admin, read_write, join or a list."))
                    .permissions();
        }
        Set<Permission> permissions = new HashSet<>();
        for (String name : JsonBody.strings(json, "permission")) {
            permissions.add(Permission.parse(name).orElseThrow(() -> refuse("permission has one that is unknown.")));
        }
        if (permissions.isEmpty()) {
            throw refuse("permission must be a preset, or a list that is not empty.");
        }
        return permissions;
    }

    private static RefusedRequest refuse(String detail) {
        return new RefusedRequest(Code.INVALID_REQUEST, detail);
    }
}
