package io.latchkey.login.oidc;

import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Optional;

/** Where {@link OidcTokens} lie in the container's session. */
final class Tokens {
    private static final String ATTRIBUTE = "io.latchkey.oidc";
    private static final String LOCK = "io.latchkey.oidc.lock";

    private static final class Lock implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private Tokens() {}

    static Optional<OidcTokens> in(HttpSession session) {
        return session.getAttribute(ATTRIBUTE) instanceof OidcTokens tokens ? Optional.of(tokens) : Optional.empty();
    }

    static OidcTokens put(HttpSession session, OidcTokens tokens) {
        session.setAttribute(ATTRIBUTE, tokens);
        return tokens;
    }

    /** One object for all requests of a session: the session itself may be another facade each time. */
    static synchronized Object lock(HttpSession session) {
        if (session.getAttribute(LOCK) instanceof Lock lock) {
            return lock;
        }
        Lock made = new Lock();
        session.setAttribute(LOCK, made);
        return made;
    }
}
