package io.latchkey.mutation;

import java.util.Map;
import java.util.Optional;

/** The state that a mutation reads: JSON texts by key. Confined to the room's task. */
public interface StateView {
    Optional<String> get(String key);

    /** The keys that start with the prefix and their texts, in the order of the keys; a copy. */
    Map<String, String> scan(String prefix);

    /** The size of all keys and texts, in bytes of UTF-8. */
    long bytes();
}
