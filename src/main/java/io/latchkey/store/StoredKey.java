package io.latchkey.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One generation of a signing key.
 *
 * @param number grows with each generation
 * @param secret base64url without padding
 * @param retired since when a newer one signs
 */
public record StoredKey(long number, String secret, Instant created, Optional<Instant> retired) {
    /** Without the secret, which must not reach a log. */
    @Override
    public String toString() {
        return "generation " + number;
    }
}
