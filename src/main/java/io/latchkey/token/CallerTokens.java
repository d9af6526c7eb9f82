package io.latchkey.token;

import io.latchkey.access.LivePolicy;
import io.latchkey.access.Marks;
import io.latchkey.access.Rights;
import io.latchkey.access.UserIds;
import io.latchkey.api.Access;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.Caller;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Room tokens for callers whom Jakarta Security knows, with what the policy gives them. For use by many threads. */
public final class CallerTokens {
    private final TokenIssuer issuer;
    private final LivePolicy policy;
    private final Marks marks;
    private final Supplier<ControlSequence> sequence;
    private final TokenSettings settings;
    private final Clock clock;

    /** What came of a request. */
    public sealed interface Result permits RoomToken, Refused {}

    /** @param expiresIn in whole seconds */
    public record RoomToken(String token, long expiresIn, Instant expiresAt, String userId, List<Resource> resources)
            implements Result {
        /** Whose it is; the token must not reach a log. */
        @Override
        public String toString() {
            return userId + " " + resources;
        }
    }

    /** @param permissions sorted; what to tell where {@code access} is {@link Access#CUSTOM} */
    public record Resource(String id, RoomPattern room, Access access, List<Permission> permissions) {}

    public CallerTokens(
            TokenIssuer issuer,
            LivePolicy policy,
            Marks marks,
            Supplier<ControlSequence> sequence,
            TokenSettings settings,
            Clock clock) {
        this.issuer = issuer;
        this.policy = policy;
        this.marks = marks;
        this.sequence = sequence;
        this.settings = settings;
        this.clock = clock;
    }

    /** A token for these rooms, or a refusal when the policy gives nothing in one of them. */
    public Result issue(Caller caller, List<RoomId> rooms, Optional<Duration> ttl) {
        try {
            Prepared prepared = prepare(caller, rooms, ttl);
            TokenIssuer.Issued issued = issuer.issue(prepared.claims());
            return new RoomToken(
                    issued.token(),
                    prepared.claims().ttl().toSeconds(),
                    issued.auth().expiresAt(),
                    caller.name(),
                    prepared.resources());
        } catch (ProtocolException e) {
            return new Refused(e.code(), e.detail());
        }
    }

    /** What a token for one room would say, for a caller whom the container brings to the room itself. */
    Verdict authenticate(Caller caller, RoomId room) {
        try {
            Prepared prepared = prepare(caller, List.of(room), Optional.empty());
            return new Verdict.Authenticated(issuer.describe(prepared.claims()));
        } catch (ProtocolException e) {
            // nobody made a request here that could be at fault
            return new Refused(e.code() == Code.INVALID_REQUEST ? Code.FORBIDDEN : e.code(), e.detail());
        }
    }

    private record Prepared(TokenClaims claims, List<Resource> resources) {}

    private Prepared prepare(Caller caller, List<RoomId> rooms, Optional<Duration> ttl) throws ProtocolException {
        ControlSequence before = sequence.get(); // first: what is invalidated from here on counts for this token
        if (rooms.isEmpty()) {
            throw new ProtocolException(Code.INVALID_REQUEST, "Name at least one room.");
        }
        if (!UserIds.isUserId(caller.name())) {
            throw new ProtocolException(Code.FORBIDDEN, "The caller's name can't be a user id.");
        }
        requireLogin(caller);
        List<Resource> resources = new ArrayList<>();
        List<Grant> grants = new ArrayList<>();
        for (RoomId room : new LinkedHashSet<>(rooms)) {
            if (marks.isBlocked(caller.name(), caller.session(), room)) {
                throw new ProtocolException(Code.BLOCKED, Code.BLOCKED.message());
            }
            List<Grant> granted = policy.grantsOf(caller.name(), caller.groups(), room);
            Rights rights = Rights.of(caller.name(), room, granted, clock.instant());
            if (rights.isNone()) {
                throw new ProtocolException(Code.FORBIDDEN, Code.FORBIDDEN.message());
            }
            resources.add(resource(room, rights));
            grants.addAll(narrowed(granted, room));
        }
        return new Prepared(claims(caller, grants, ttl, before), List.copyOf(resources));
    }

    private void requireLogin(Caller caller) throws ProtocolException {
        if (marks.isBlocked(caller.name(), caller.session())) {
            throw new ProtocolException(Code.BLOCKED, Code.BLOCKED.message());
        }
        if (marks.isLoggedOut(caller.name(), caller.session(), caller.began())) {
            throw new ProtocolException(Code.LOGGED_OUT, Code.LOGGED_OUT.message());
        }
    }

    private static Resource resource(RoomId room, Rights rights) {
        String id = UUID.randomUUID().toString();
        return new Resource(id, RoomPattern.of(room), rights.access(), rights.permissions());
    }

    /** Those for the room, still good, and as few as say the same: a token holds 64. */
    private List<Grant> narrowed(List<Grant> granted, RoomId room) {
        Map<Grant, Set<Permission>> alike = new LinkedHashMap<>();
        for (Grant grant : granted) {
            boolean ended = grant.until()
                    .filter(until -> !until.isAfter(clock.instant()))
                    .isPresent();
            if (!ended && grant.room().matches(room)) {
                Grant terms = new Grant(RoomPattern.of(room), Set.of(), grant.until(), grant.keys());
                alike.computeIfAbsent(terms, absent -> new HashSet<>()).addAll(grant.permissions());
            }
        }
        List<Grant> grants = new ArrayList<>();
        alike.forEach(
                (terms, permissions) -> grants.add(new Grant(terms.room(), permissions, terms.until(), terms.keys())));
        return grants;
    }

    private TokenClaims claims(Caller caller, List<Grant> grants, Optional<Duration> ttl, ControlSequence before) {
        JsonObjectBuilder user = Json.object().add("id", caller.name()).add("name", caller.name());
        caller.user().forEach(user::add);
        return new TokenClaims(
                caller.name(),
                user.build(),
                groups(caller.groups()),
                Source.POLICY,
                grants,
                JsonValue.EMPTY_JSON_OBJECT,
                caller.session(),
                settings.capped(ttl.orElse(settings.ttl())),
                before,
                caller.authTime(),
                caller.acr());
    }

    /** A directory may list hundreds; then those that the policy names have to do. */
    private Set<String> groups(Set<String> groups) {
        Set<String> names = new LinkedHashSet<>(groups);
        names.removeIf(name -> !UserIds.isName(name));
        if (TokenFormat.areTooMany(names)) {
            names.retainAll(policy.groups());
        }
        return names;
    }
}
