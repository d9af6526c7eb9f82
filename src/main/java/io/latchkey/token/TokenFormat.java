package io.latchkey.token;

import io.latchkey.api.Grant;
import io.latchkey.protocol.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What issuing and verifying must agree on: the type, and the limits of a token and its members. */
public final class TokenFormat {
    static final String TYPE = "latchkey-room+jwt";
    public static final int MAX_TOKEN = 8 * 1024;
    public static final int MAX_GRANTS = 64;

    private static final int MAX_USER = 2 * 1024;
    private static final int MAX_DATA = 4 * 1024;
    private static final int MAX_GROUPS = 128;
    private static final int MAX_GROUPS_BYTES = 4 * 1024;

    private TokenFormat() {}

    /** What is too large, for a person. */
    public static Optional<String> excess(JsonObject user, JsonObject data, Set<String> groups, List<Grant> grants) {
        if (bytes(user) > MAX_USER) {
            return Optional.of("\"user\" is over 2 KB");
        }
        if (bytes(data) > MAX_DATA) {
            return Optional.of("\"data\" is over 4 KB");
        }
        if (areTooMany(groups)) {
            return Optional.of("\"groups\" are over 128 or 4 KB");
        }
        return grants.size() > MAX_GRANTS ? Optional.of("\"grants\" are over 64") : Optional.empty();
    }

    public static boolean areTooMany(Set<String> groups) {
        if (groups.size() > MAX_GROUPS) {
            return true;
        }
        JsonArrayBuilder array = Json.array();
        groups.forEach(array::add);
        return bytes(array.build()) > MAX_GROUPS_BYTES;
    }

    private static int bytes(JsonValue json) {
        return json.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
