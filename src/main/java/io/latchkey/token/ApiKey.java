package io.latchkey.token;

import io.latchkey.access.Ceiling;
import io.latchkey.access.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What an API key is good for; never its secret.
 *
 * @param id names it in the administration
 */
public record ApiKey(String id, Instant createdAt, Terms terms) {
    /**
     * What a key is made for.
     *
     * @param name as which it mutates: user {@code key:<name>}
     */
    public record Terms(String name, Set<Scope> scopes, Ceiling ceiling, Optional<Instant> expiresAt) {
        public Terms {
            scopes = Set.copyOf(scopes);
        }
    }

    boolean hasExpired(Instant now) {
        return terms.expiresAt().filter(end -> !end.isAfter(now)).isPresent();
    }
}
