package io.latchkey.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a token that an application asks {@link RoomTokens} for is to say. Immutable.
 *
 * @param userId 1-128 characters, no control characters; not {@code key:...}
 * @param user the public face shown to members, at most 2 KB; its {@code id} becomes {@code userId} whatever it says
 * @param grants 1-64; the token's own until it ends, whatever the policy says
 * @param groups names that hooks may want to see; they give no rights
 * @param data for mutators and hooks, never shown to members but readable by the token's holder; at most 4 KB
 * @param session the login session that the token belongs to; empty: one of its own
 * @param ttl its life; empty: the default, capped by {@code latchkey.token.max-ttl} in any case
 */
public record TokenRequest(
        String userId,
        JsonObject user,
        List<Grant> grants,
        Set<String> groups,
        JsonObject data,
        Optional<String> session,
        Optional<Duration> ttl) {
    public TokenRequest {
        grants = List.copyOf(grants);
        groups = Set.copyOf(groups);
    }

    /** For a user and what is granted to it: {@code TokenRequest.of("ann", Grant.of("acme:42", Access.WRITE))}. */
    public static TokenRequest of(String userId, Grant... grants) {
        return new TokenRequest(
                userId,
                JsonValue.EMPTY_JSON_OBJECT,
                List.of(grants),
                Set.of(),
                JsonValue.EMPTY_JSON_OBJECT,
                Optional.empty(),
                Optional.empty());
    }

    public TokenRequest withUser(JsonObject face) {
        return new TokenRequest(userId, face, grants, groups, data, session, ttl);
    }

    public TokenRequest withGroups(Set<String> names) {
        return new TokenRequest(userId, user, grants, names, data, session, ttl);
    }

    public TokenRequest withData(JsonObject hidden) {
        return new TokenRequest(userId, user, grants, groups, hidden, session, ttl);
    }

    public TokenRequest withSession(String id) {
        return new TokenRequest(userId, user, grants, groups, data, Optional.of(id), ttl);
    }

    public TokenRequest withTtl(Duration life) {
        return new TokenRequest(userId, user, grants, groups, data, session, Optional.of(life));
    }
}
