package io.latchkey.rest;

import io.latchkey.mutation.Keys;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** The first state of a room, under the rules that mutations keep. */
final class NewState {
    private static final int MAX_VALUE = 128 * 1024;

    private NewState() {}

    /** JSON text by key. */
    static Map<String, String> checked(JsonObject state) {
        Map<String, String> texts = new LinkedHashMap<>();
        state.forEach((key, value) -> {
            String text = value.toString();
            if (!Keys.isKey(key)) {
                throw new RefusedRequest(
                        Code.INVALID_REQUEST, "A key has 1 to 256 characters, no control characters among them.");
            }
            if (Json.utf8Length(text) > MAX_VALUE) {
                throw new RefusedRequest(Code.STATE_TOO_LARGE);
            }
            texts.put(key, text);
        });
        return texts;
    }
}
