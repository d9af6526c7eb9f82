package io.latchkey.login;

import io.latchkey.api.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.util.Optional;

/** A login elsewhere, which knows more of a caller than the container tells. Asked by many threads. */
public interface LoginProvider {
    /**
     * Who is behind an authenticated request, by what the provider says now; empty when it has ended the login.
     *
     * @throws Caller.UnavailableException when the provider must be asked and does not answer
     */
    Optional<Caller> caller(HttpServletRequest request);

    /** Whether a browser can be sent there to log in. */
    boolean answers();

    /** Where a browser goes to end its login there, too; empty when it can't. */
    Optional<URI> logoutUrl(HttpSession session, URI returnTo);

    /** Where that is, for the Content-Security-Policy of the page that leads there. */
    String origin();
}
