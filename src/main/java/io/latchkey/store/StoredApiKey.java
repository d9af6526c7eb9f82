package io.latchkey.store;

import java.time.Instant;

/**
 * An API key as it is kept: without its secret.
 *
 * @param id names it in the administration
 * @param hash of the secret, in hexadecimal digits
 * @param terms what it is good for; the store does not look into it
 */
public record StoredApiKey(String id, String hash, String terms, Instant createdAt) {}
