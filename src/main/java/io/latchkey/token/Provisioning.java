package io.latchkey.token;

import io.latchkey.access.Ceiling;
import io.latchkey.access.UserIds;
import io.latchkey.api.Access;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomTokens;
import io.latchkey.api.TokenRequest;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.token.CallerTokens.Resource;
import io.latchkey.token.CallerTokens.Result;
import io.latchkey.token.CallerTokens.RoomToken;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Room tokens that say what a backend, or an application, wants for one of its users. For use by many threads. */
public final class Provisioning implements RoomTokens {
    private final TokenIssuer issuer;
    private final Supplier<ControlSequence> sequence;
    private final TokenSettings settings;

    public Provisioning(TokenIssuer issuer, Supplier<ControlSequence> sequence, TokenSettings settings) {
        this.issuer = issuer;
        this.sequence = sequence;
        this.settings = settings;
    }

    /** For a backend: refused, never narrowed, where a grant goes beyond its ceiling. */
    public Result issue(TokenRequest request, Ceiling ceiling) {
        try {
            TokenIssuer.Issued issued = issued(request, ceiling, settings.provisionTtl());
            List<Resource> resources =
                    request.grants().stream().map(Provisioning::resource).toList();
            Duration life =
                    Duration.between(issued.auth().issuedAt(), issued.auth().expiresAt());
            return new RoomToken(
                    issued.token(), life.toSeconds(), issued.auth().expiresAt(), request.userId(), resources);
        } catch (ProtocolException e) {
            return new Refused(e.code(), e.detail());
        }
    }

    /** What such a token would say. */
    public Verdict authenticate(TokenRequest request, Ceiling ceiling) {
        try {
            return new Verdict.Authenticated(
                    issued(request, ceiling, settings.provisionTtl()).auth());
        } catch (ProtocolException e) {
            return new Refused(e.code(), e.detail());
        }
    }

    @Override
    public String issue(TokenRequest request) {
        try {
            return issued(request, Ceiling.NONE, settings.ttl()).token();
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    private TokenIssuer.Issued issued(TokenRequest request, Ceiling ceiling, Duration life) throws ProtocolException {
        ControlSequence before = sequence.get(); // first: what is invalidated from here on counts for this token
        if (!UserIds.isUserId(request.userId())) {
            throw refuse("A user id is 1-128 characters without control characters, and not key:...");
        }
        if (request.grants().isEmpty()) {
            throw refuse("A token without any grant would open no room.");
        }
        if (!request.grants().stream().allMatch(ceiling::covers)) {
            throw new ProtocolException(Code.FORBIDDEN, "This is more than the key may give.");
        }
        return issuer.issue(new TokenClaims(
                request.userId(),
                request.user(),
                request.groups(),
                Source.PROVISION,
                request.grants(),
                request.data(),
                request.session().orElseGet(() -> UUID.randomUUID().toString()),
                settings.capped(request.ttl().orElse(life)),
                before,
                Optional.empty(),
                Optional.empty()));
    }

    private static Resource resource(Grant grant) {
        List<Permission> permissions = grant.permissions().stream()
                .sorted(Comparator.comparing(Permission::name))
                .toList();
        Access access = Access.describing(grant.permissions());
        return new Resource(UUID.randomUUID().toString(), grant.room(), access, permissions);
    }

    private static ProtocolException refuse(String detail) {
        return new ProtocolException(Code.INVALID_REQUEST, detail);
    }
}
