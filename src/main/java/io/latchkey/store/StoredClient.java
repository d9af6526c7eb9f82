package io.latchkey.store;

import java.time.Instant;

/**
 * What a room remembers of one client id of one user.
 *
 * @param lastMutation the last id that has an outcome
 * @param outcomes the latest outcomes as a JSON array of {@code result} messages
 */
public record StoredClient(String user, String client, long lastMutation, String outcomes, Instant seen) {}
