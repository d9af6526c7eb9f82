package io.latchkey.rest;

import io.latchkey.access.Origins;
import io.latchkey.access.Rights;
import io.latchkey.access.RightsSource;
import io.latchkey.access.Scope;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import io.latchkey.token.Authenticator;
import io.latchkey.token.BoundedWait;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import io.latchkey.token.Operator;
import io.latchkey.token.Operators;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who makes a request: by an API key, a room token or a trusted issuer's, or as the caller whom Jakarta Security knows.
 * A credential that is there and wrong is refused, never passed over. Each method throws {@link RefusedRequest}.
 */
@ApplicationScoped
public class Callers {
    @Inject
    private Authenticator authenticator;

    @Inject
    private Operators operators;

    @Inject
    private RightsSource rights;

    @Inject
    private BoundedWait waiting;

    @Inject
    private Trail trail;

    @Inject
    private Origins origins;

    @Inject
    private Settings settings;

    @Inject
    private RequestInfo requests;

    /**
     * Somebody who is logged in: the caller whom the container knows, or whom a trusted issuer's token names.
     */
    Login login(HttpServletRequest request) {
        Optional<String> token = bearer(request);
        if (token.isEmpty()) {
            return new Login(container(request), Optional.empty());
        }
        AuthData auth = authenticated(await(authenticator.login(token.get())));
        Caller caller = new Caller(
                auth.userId(),
                auth.groups(),
                auth.session(),
                auth.controlSequence(),
                auth.user(),
                auth.authTime(),
                auth.acr());
        return new Login(caller, Optional.of(auth));
    }

    /** @param token what a trusted issuer's token says, where that is the login */
    record Login(Caller caller, Optional<AuthData> token) {}

    /**
     * Whoever has the scope, by an API key or a role of the container.
     *
     * <p>Says nothing of rooms: where the call is about some, ask {@link Operator#reaches}.
     */
    Operator require(HttpServletRequest request, Scope scope) {
        Operator allowed = identify(request)
                .filter(known -> known.has(scope))
                .orElseThrow(() -> new RefusedRequest(Code.FORBIDDEN));
        trail.used(request, allowed);
        return allowed;
    }

    /**
     * Whoever has the scope, for a call about one room or about all of them: who reaches only some must name one, where
     * {@code room:admin} counts, too.
     */
    Operator require(HttpServletRequest request, Scope scope, Optional<RoomId> room) {
        if (room.isPresent()) {
            return requireScopeOrAdmin(request, scope, room.get());
        }
        Operator operator = require(request, scope);
        if (!operator.reachesEveryRoom()) {
            throw new RefusedRequest(Code.FORBIDDEN, "This key reaches some rooms only: name one of them.");
        }
        return operator;
    }

    /** Whoever has the scope and reaches the room, or {@code room:admin} there by a token or the policy. */
    Operator requireScopeOrAdmin(HttpServletRequest request, Scope scope, RoomId room) {
        Optional<Operator> operator = operator(request);
        if (operator.filter(known -> known.has(scope) && known.reaches(room)).isPresent()) {
            return operator.get();
        }
        AuthData auth = inRoom(request, room);
        Rights now = rights.rightsOf(auth, room);
        if (!now.allows(Permission.ROOM_ADMIN)) {
            throw new RefusedRequest(Code.INSUFFICIENT_PERMISSION);
        }
        return Operator.ofRoom(auth, room);
    }

    /** Whoever may enter the room, or has the scope "rooms" and then takes part below the key's ceiling. */
    AuthData member(HttpServletRequest request, RoomId room) {
        return operator(request)
                .filter(known -> known.has(Scope.ROOMS) && known.reaches(room))
                .map(Operator::member)
                .orElseGet(() -> inRoom(request, room));
    }

    /**
     * The caller whom the container knows; where a browser may have been led here by another site, refused.
     */
    Caller container(HttpServletRequest request) {
        requireSameSite(request);
        if (bearer(request).isPresent()) {
            throw new RefusedRequest(
                    Code.INVALID_TOKEN, "A room token is not a login: send the login's own credential here.");
        }
        return Caller.of(request.getAttribute(Caller.ATTRIBUTE))
                .orElseThrow(() -> unknown(request).withLogin(loginUrl(request)));
    }

    private static RefusedRequest unknown(HttpServletRequest request) {
        if (request.getHeader("Authorization") != null) {
            // Jakarta Security lets wrong Basic credentials through to an unprotected path as nobody.
            return new RefusedRequest(Code.INVALID_TOKEN, "The credentials are not valid.");
        }
        // A browser that brings the cookie of a session that is no more was logged in once.
        return request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid()
                ? new RefusedRequest(Code.LOGGED_OUT, "The session has ended: log in again.")
                : new RefusedRequest(Code.CREDENTIALS_REQUIRED, "Log in first.");
    }

    /** A refusal, with where to log in when that is what it takes. */
    RefusedRequest refused(Refused refused, HttpServletRequest request) {
        RefusedRequest refusal = new RefusedRequest(refused.code(), refused.detail());
        return refused.code() == Code.LOGGED_OUT ? refusal.withLogin(loginUrl(request)) : refusal;
    }

    /** A script gets the address and decides itself: a redirect would send it, not the user, to the login. */
    private Optional<String> loginUrl(HttpServletRequest request) {
        return settings.login().hasPage() ? Optional.of(request.getContextPath() + "/login") : Optional.empty();
    }

    /** Whoever brings the very token that a call is about; refused when that is no good. */
    Optional<Operator> owner(HttpServletRequest request, String token) {
        return bearer(request)
                .filter(own -> own.equals(token) && !operators.isKey(own))
                .map(own -> authenticated(authenticator.verify(credential(own, request, Optional.empty()))))
                .map(Operator::ofNothing);
    }

    /** The operator, if it is one; refused is whoever shows nothing, or something wrong. */
    Optional<Operator> identify(HttpServletRequest request) {
        Optional<Operator> operator = operator(request);
        if (operator.isEmpty()) {
            // a token that is good, though not for this call, is told from one that is wrong
            bearer(request)
                    .ifPresent(
                            token -> authenticated(authenticator.verify(credential(token, request, Optional.empty()))));
        }
        return operator;
    }

    /** Empty when somebody asks who may make no administrative call. */
    private Optional<Operator> operator(HttpServletRequest request) {
        Optional<String> bearer = bearer(request);
        if (bearer.isEmpty()) {
            return operators.byRole(container(request), request::isUserInRole);
        }
        if (!operators.isKey(bearer.get())) {
            return Optional.empty();
        }
        return Optional.of(operators
                .byKey(bearer.get())
                .orElseThrow(() -> new RefusedRequest(Code.INVALID_TOKEN, "The API key is not valid.")));
    }

    /** Whoever may enter the room: by a token, or as the container's caller through the policy. */
    AuthData inRoom(HttpServletRequest request, RoomId room) {
        Optional<String> token = bearer(request);
        if (token.filter(operators::isKey).isPresent()) {
            throw new RefusedRequest(Code.FORBIDDEN);
        }
        return authenticated(
                token.isPresent()
                        ? await(authenticator.authenticate(credential(token.get(), request, Optional.of(room)), room))
                        : authenticator.authenticate(container(request), room));
    }

    private Credential credential(String token, HttpServletRequest request, Optional<RoomId> room) {
        return new Credential(Kind.AUTHORIZATION, token).from(requests.of(request, room));
    }

    static AuthData authenticated(Verdict verdict) {
        if (verdict instanceof Verdict.Authenticated authenticated) {
            return authenticated.auth();
        }
        throw verdict instanceof Refused refused
                ? new RefusedRequest(refused.code(), refused.detail())
                : new RefusedRequest(Code.AUTH_UNAVAILABLE);
    }

    /** Cookies and a browser's Basic come along with requests of foreign sites, too. */
    private void requireSameSite(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        boolean reads = "GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod());
        boolean allowed;
        if (origin != null) {
            allowed = origins.allows(origin, Optional.ofNullable(request.getHeader("Host")));
        } else {
            allowed = site == null || reads && !"cross-site".equals(site);
        }
        if (!allowed) {
            throw new RefusedRequest(Code.ORIGIN_DENIED);
        }
    }

    /** Fewer callers than the container has threads may wait for what another server says. */
    Verdict await(CompletionStage<Verdict> verdict) {
        return waiting.await(verdict).orElseGet(() -> new Verdict.Unavailable(Code.AUTH_UNAVAILABLE.message()));
    }

    private static Optional<String> bearer(HttpServletRequest request) {
        return Credential.bearer(request.getHeader("Authorization"));
    }
}
