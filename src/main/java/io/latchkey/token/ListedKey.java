package io.latchkey.token;

import java.time.Instant;
import java.util.Optional;

/**
 * A signing key, for an operator.
 *
 * @param signs whether new tokens are signed by it; all keys verify
 * @param created known of the database's own keys, like {@code retired}
 * @param unexpired how many tokens of it, issued by servers on this database, have yet to expire
 */
public record ListedKey(
        String kid,
        String algorithm,
        boolean signs,
        Optional<Instant> created,
        Optional<Instant> retired,
        long unexpired) {}
