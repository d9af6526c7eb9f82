package io.latchkey.login;

import io.latchkey.access.Origins;
import io.latchkey.config.Settings;
import io.latchkey.store.StoreException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Optional;

/**
 * {@code /logout?return=<local path>}: ends the session with its tokens and sockets, and the login at the provider. A
 * browser that another site has led here is asked first.
 */
public class LogoutPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(LogoutPage.class.getName());

    @Inject
    private transient Settings settings;

    @Inject
    private transient Origins origins;

    @Inject
    private transient Instance<LoginProvider> provider;

    @Inject
    private transient LoginSessions sessions;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Browsers.isOwnDoing(request, origins)) {
            logOut(request, response);
        } else {
            ask(request, response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    private void logOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session == null) {
            stateless(request, response);
            return;
        }
        Optional<URI> next =
                provider.isResolvable() ? provider.get().logoutUrl(session, returnTo(request)) : Optional.empty();
        try {
            sessions.end(session);
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "A logout was not recorded", e);
            String body = "<p>Rooms that are open could not be closed. Try again in a moment.</p>";
            Html.send(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Not logged out yet", body, "");
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", next.map(URI::toString).orElseGet(() -> ReturnPath.of(request)));
    }

    /** A password that comes with every request can be forgotten by the browser only. */
    private static void stateless(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getUserPrincipal() == null) {
            response.setHeader("Cache-Control", "no-store");
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", ReturnPath.of(request));
        } else {
            String body = "<p>Your browser sends your password with each request: close it to log out.</p>";
            Html.send(request, response, HttpServletResponse.SC_OK, "Close your browser", body, "");
        }
    }

    private URI returnTo(HttpServletRequest request) {
        URI own = settings.web()
                .publicUrl()
                .orElseGet(() -> URI.create(request.getRequestURL().toString()));
        return own.resolve(ReturnPath.of(request));
    }

    private void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String body = """
                <p>Another site has sent you here.</p>
                <form method="post" action="%s">
                <input type="hidden" name="return" value="%s">
                <button>Log out</button>
                </form>
                """.formatted(
                        Html.escape(request.getContextPath() + LoginPages.LOGOUT), Html.escape(ReturnPath.of(request)));
        String target = provider.isResolvable() ? provider.get().origin() : "";
        Html.send(request, response, HttpServletResponse.SC_OK, "Log out?", body, target);
    }
}
