package io.latchkey.store;

import io.latchkey.api.RoomId;
import java.time.Instant;

/**
 * A ticket as it is kept: without its secret.
 *
 * @param hash of the secret, in hexadecimal digits
 * @param auth what was bought with it; the store does not look into it
 * @param uses how many are left; below zero it never runs out
 * @param expiresAt in whole milliseconds
 */
public record StoredTicket(String hash, RoomId room, String auth, int uses, Instant expiresAt) {}
