package io.latchkey.token.foreign;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;

/** Finds {@code realm_access.roles}; a claim of the whole name, as {@code https://example.com/roles}, comes first. */
public final class ClaimPath {
    private ClaimPath() {}

    /** Empty when there is no such claim. */
    public static Optional<JsonValue> find(JsonObject json, String path) {
        JsonValue whole = json.get(path);
        if (whole != null) {
            return Optional.of(whole);
        }
        int dot = path.indexOf('.');
        return dot > 0 && json.get(path.substring(0, dot)) instanceof JsonObject inner
                ? find(inner, path.substring(dot + 1))
                : Optional.empty();
    }
}
