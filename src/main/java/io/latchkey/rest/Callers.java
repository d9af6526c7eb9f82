package io.latchkey.rest;

import io.latchkey.access.Origins;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.token.Authenticator;
import io.latchkey.token.BoundedWait;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who makes a request: by a bearer credential, or as the caller whom Jakarta Security knows. */
@ApplicationScoped
public class Callers {
    private static final String BEARER = "Bearer ";

    @Inject
    private Authenticator authenticator;

    @Inject
    private BoundedWait waiting;

    @Inject
    private Origins origins;

    /**
     * Somebody who is logged in: the caller whom the container knows, or whom a trusted issuer's token names.
     *
     * @throws RefusedRequest as {@link #container}, and for a token that is no such one
     */
    Login login(HttpServletRequest request) {
        Optional<String> token = bearer(request);
        if (token.isEmpty()) {
            return new Login(container(request), Optional.empty());
        }
        AuthData auth = authenticated(await(authenticator.login(token.get())));
        return new Login(new Caller(auth.userId(), auth.groups(), auth.session()), Optional.of(auth.expiresAt()));
    }

    /** @param expiresAt when the login itself ends, where it says so */
    record Login(Caller caller, Optional<Instant> expiresAt) {}

    /**
     * The caller whom the container knows.
     *
     * @throws RefusedRequest when there is none, or when a browser may have been led here by another site
     */
    Caller container(HttpServletRequest request) {
        requireSameSite(request);
        if (bearer(request).isPresent()) {
            throw new RefusedRequest(
                    Code.INVALID_TOKEN, "A room token is not a login: send the login's own credential here.");
        }
        // Jakarta Security lets wrong Basic credentials through to an unprotected path as nobody.
        return Caller.of(request.getAttribute(Caller.ATTRIBUTE))
                .orElseThrow(() -> request.getHeader("Authorization") == null
                        ? new RefusedRequest(Code.CREDENTIALS_REQUIRED, "Log in first.")
                        : new RefusedRequest(Code.INVALID_TOKEN, "The credentials are not valid."));
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

    /**
     * Who may enter the room: by a room token, else as the container's caller through the policy.
     *
     * @throws RefusedRequest when nobody, or somebody else, asks
     */
    AuthData member(HttpServletRequest request, RoomId room) {
        Optional<String> token = bearer(request);
        Verdict verdict = token.isPresent()
                ? await(authenticator.authenticate(new Credential(Kind.AUTHORIZATION, token.get()), room))
                : authenticator.authenticate(container(request), room);
        return authenticated(verdict);
    }

    /** Fewer callers than the container has threads may wait for what another server says. */
    private Verdict await(CompletionStage<Verdict> verdict) {
        return waiting.await(verdict).orElseGet(() -> new Verdict.Unavailable(Code.AUTH_UNAVAILABLE.message()));
    }

    private static AuthData authenticated(Verdict verdict) {
        if (verdict instanceof Verdict.Authenticated authenticated) {
            return authenticated.auth();
        }
        throw verdict instanceof Refused refused
                ? new RefusedRequest(refused.code(), refused.detail())
                : new RefusedRequest(Code.AUTH_UNAVAILABLE);
    }

    private static Optional<String> bearer(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }
}
