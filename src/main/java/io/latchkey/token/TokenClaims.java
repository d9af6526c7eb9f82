package io.latchkey.token;

import io.latchkey.api.AuthData.Source;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a new room token is to say.
 *
 * @param user the public face; its {@code id} becomes {@code userId} whatever it says
 * @param sequence read <em>before</em> the rights were decided: an invalidation in between must count for this token
 */
public record TokenClaims(
        String userId,
        JsonObject user,
        Set<String> groups,
        Source source,
        List<Grant> grants,
        JsonObject data,
        String session,
        Duration ttl,
        ControlSequence sequence,
        Optional<Instant> authTime,
        Optional<String> acr) {
    public TokenClaims {
        groups = Set.copyOf(groups);
        grants = List.copyOf(grants);
    }
}
