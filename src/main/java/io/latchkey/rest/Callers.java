package io.latchkey.rest;

import io.latchkey.access.Origins;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import io.latchkey.token.Authenticator;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who makes a request: by a bearer credential, or as the caller whom Jakarta Security knows. */
@ApplicationScoped
public class Callers {
    private static final String BEARER = "Bearer ";

    @Inject
    private Authenticator authenticator;

    @Inject
    private Origins origins;

    @Inject
    private Settings settings;

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

    /** A script gets the address and decides itself: a redirect would send it, not the user, to the login. */
    private Optional<String> loginUrl(HttpServletRequest request) {
        return settings.login().hasPage() ? Optional.of(request.getContextPath() + "/login") : Optional.empty();
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
                ? authenticator.authenticate(new Credential(Kind.AUTHORIZATION, token.get()), room)
                : authenticator.authenticate(container(request), room);
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
