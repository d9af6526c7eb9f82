package io.latchkey.store;

import java.time.Instant;

/**
 * One entry of the control feed.
 *
 * @param number its place in the control sequence, from 1
 * @param kind what the body is; the store does not look into it
 */
public record ControlEntry(long number, String kind, String body, Instant at) {}
