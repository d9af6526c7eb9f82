package io.latchkey.api;

import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/** A room's state as one mutation sees it. Made by the engine only; confined to the thread of the call. */
public interface ReadTransaction {
    /** Who asks, with the rights of this moment. */
    AuthData auth();

    RoomId room();

    Optional<JsonValue> get(String key);

    /** The value by JSON-B. */
    <T> Optional<T> get(String key, Class<T> type);

    /** Keys that start with the prefix and their values, in the order of the keys; a copy. */
    Map<String, JsonValue> scan(String prefix);
}
