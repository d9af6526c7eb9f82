package io.latchkey.token;

import io.latchkey.access.Ceiling;
import io.latchkey.access.Scope;
import io.latchkey.access.UserIds;
import io.latchkey.api.Access;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.Caller;
import io.latchkey.api.ControlSequence;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who may make administrative calls: by an API key, or by a role that the container knows. Asked at every call, so that
 * a withdrawn key is good for nothing from then on. For use by many threads.
 */
public final class Operators {
    /** The container's role that counts as scope {@code *}. */
    public static final String ADMIN_ROLE = "latchkey-admin";

    /** The container's role that counts as scope {@code provision}. */
    public static final String PROVISIONER_ROLE = "latchkey-provisioner";

    private final ApiKeys keys;
    private final Supplier<ControlSequence> sequence;
    private final Duration ttl;
    private final Clock clock;

    /** @param ttl how long what an operator does in a room may wait there */
    public Operators(ApiKeys keys, Supplier<ControlSequence> sequence, Duration ttl, Clock clock) {
        this.keys = keys;
        this.sequence = sequence;
        this.ttl = ttl;
        this.clock = clock;
    }

    /** Whether the bearer credential is to be judged as an API key, and as nothing else. */
    public boolean isKey(String bearer) {
        return keys.isKey(bearer);
    }

    /** The operator behind a key; empty when the key is unknown, withdrawn or expired. */
    public Optional<Operator> byKey(String bearer) {
        ControlSequence before = sequence.get();
        return keys.find(bearer).map(key -> {
            ApiKey.Terms terms = key.terms();
            String userId = UserIds.ofKey(terms.name()).orElseThrow();
            AuthData auth = auth(userId, key.id(), terms.ceiling(), terms.expiresAt(), before);
            return new Operator(auth, terms.scopes(), terms.ceiling(), terms.expiresAt());
        });
    }

    /**
     * The operator that a caller of the container is; empty when he has neither role.
     *
     * @param isInRole what the container says of the caller; the groups of foreign tokens never count
     */
    public Optional<Operator> byRole(Caller caller, Predicate<String> isInRole) {
        ControlSequence before = sequence.get();
        if (!UserIds.isUserId(caller.name())) {
            return Optional.empty();
        }
        Predicate<String> has = role -> caller.groups().contains(role) || isInRole.test(role);
        if (has.test(ADMIN_ROLE)) {
            return Optional.of(byRole(caller, Scope.ALL, Ceiling.NONE, before));
        }
        Ceiling provisioner = new Ceiling(List.of(), Access.WRITE);
        return has.test(PROVISIONER_ROLE)
                ? Optional.of(byRole(caller, Scope.PROVISION, provisioner, before))
                : Optional.empty();
    }

    private Operator byRole(Caller caller, Scope scope, Ceiling ceiling, ControlSequence before) {
        AuthData auth = auth(caller.name(), caller.session(), ceiling, Optional.empty(), before);
        return new Operator(auth, Set.of(scope), ceiling, Optional.empty());
    }

    private AuthData auth(String userId, String id, Ceiling ceiling, Optional<Instant> until, ControlSequence before) {
        Instant now = clock.instant();
        Instant end = now.plus(ttl);
        JsonObject user = Json.object().add("id", userId).build();
        return new AuthData(
                userId,
                user,
                Set.of(),
                Source.PROVISION,
                ceiling.granting(Access.ADMIN),
                JsonValue.EMPTY_JSON_OBJECT,
                id,
                id,
                now,
                until.filter(end::isAfter).orElse(end),
                Optional.of(before),
                Optional.empty(),
                Optional.empty(),
                0);
    }
}
