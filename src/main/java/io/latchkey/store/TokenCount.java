package io.latchkey.store;

import java.time.Instant;

/**
 * How many tokens of a key expire in one second.
 *
 * @param expires in whole seconds
 */
public record TokenCount(String kid, Instant expires, long tokens) {}
