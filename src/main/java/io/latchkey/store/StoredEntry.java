package io.latchkey.store;

import java.util.Optional;

/**
 * A key of a room.
 *
 * @param text the value as JSON text; empty: deleted
 * @param version the version that wrote it last
 */
public record StoredEntry(String key, Optional<String> text, long version) {}
