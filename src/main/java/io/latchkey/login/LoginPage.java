package io.latchkey.login;

import io.latchkey.access.Attempts;
import io.latchkey.access.ClientAddress;
import io.latchkey.access.Origins;
import io.latchkey.api.Caller;
import io.latchkey.config.Settings;
import io.latchkey.config.Settings.Login;
import io.latchkey.protocol.Code;
import io.latchkey.store.StoreException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** {@code /login?return=<local path>}: logs a browser in by the chosen mechanism and sends it back. */
public class LoginPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(LoginPage.class.getName());
    private static final long MAX_FORM = 16_384;
    private static final int MAX_NAME = 128;
    private static final String RETRY_AFTER = "60";
    /** Keeps the return path while the browser is at the provider. */
    private static final String RETURN = "io.latchkey.return";

    @Inject
    private transient Settings settings;

    @Inject
    private transient Origins origins;

    @Inject
    private transient Attempts attempts;

    @Inject
    private transient ClientAddress addresses;

    @Inject
    private transient SecurityContext security;

    @Inject
    private transient Instance<LoginProvider> provider;

    @Inject
    private transient LoginSessions sessions;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        if (request.getUserPrincipal() != null) {
            arrive(request, response);
        } else if (request.getServletPath().equals(LoginPages.CALLBACK)) {
            notCompleted(request, response);
        } else if (settings.login().mechanism() == Login.FORM) {
            form(request, response, HttpServletResponse.SC_OK, "");
        } else if (provider.isResolvable() && !provider.get().answers()) {
            unavailable(request, response, "The login provider does not answer. Rooms that are open go on.");
        } else if (authenticate(request, response)) {
            arrive(request, response);
        } else if (!response.isCommitted() && response.getStatus() == HttpServletResponse.SC_OK) {
            noLogin(request, response);
        }
    }

    /** The login comes back to the session that it began in: that must not be one which somebody else knows. */
    private boolean authenticate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getSession(false) != null) {
            request.changeSessionId();
        }
        if (provider.isResolvable()) {
            request.getSession().setAttribute(RETURN, ReturnPath.of(request));
        } else if (settings.login().mechanism() == Login.CONTAINER && request.getHeader("Authorization") != null) {
            // Payara asks its own realm here only, and keeps whom it knows in a session that is there before
            request.getSession();
        }
        try {
            return request.authenticate(response);
        } catch (ServletException e) {
            LOG.log(Level.WARNING, "A login could not begin: " + e.getMessage());
            return false;
        }
    }

    private void noLogin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (settings.login().mechanism() == Login.CONTAINER) {
            String body = "<p>This server has no login page.</p>";
            Html.send(request, response, HttpServletResponse.SC_NOT_FOUND, "No login here", body, "");
        } else {
            unavailable(request, response, "The login could not begin.");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8"); // as the page is; browsers don't say it
        if (settings.login().mechanism() != Login.FORM) {
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (!Browsers.isOwnDoing(request, origins)) {
            // another site's form would log the browser in as somebody else
            form(request, response, HttpServletResponse.SC_FORBIDDEN, "The form came from another site.");
        } else if (request.getContentLengthLong() < 0 || request.getContentLengthLong() > MAX_FORM) {
            form(request, response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "That is too long.");
        } else {
            check(request, response);
        }
    }

    private void check(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String user = parameter(request, "username");
        String password = parameter(request, "password");
        String address = addresses.of(request.getRemoteAddr(), request::getHeaders);
        String name = "name " + user.substring(0, Math.min(user.length(), MAX_NAME));
        if (!attempts.mayTry(address, name)) {
            response.setHeader("Retry-After", RETRY_AFTER);
            form(request, response, Code.TOO_MANY_ATTEMPTS.status(), "Too many wrong passwords. Wait a minute.");
            return;
        }
        try {
            endFormer(request);
            AuthenticationStatus status = security.authenticate(
                    request,
                    response,
                    AuthenticationParameters.withParams()
                            .credential(new UsernamePasswordCredential(user, password))
                            .newAuthentication(true));
            if (status == AuthenticationStatus.SUCCESS) {
                welcome(request, response);
            } else if (!response.isCommitted()) {
                attempts.failed(address, name);
                form(request, response, HttpServletResponse.SC_FORBIDDEN, "The name or the password is wrong.");
            }
        } catch (Caller.UnavailableException | StoreException e) {
            LOG.log(Level.WARNING, "A login could not be checked", e);
            unavailable(request, response, "The users can't be looked up now.");
        }
    }

    /** Else the reference implementation takes the form for whoever is known already, whatever the password. */
    private void endFormer(HttpServletRequest request) throws IOException {
        HttpSession session = request.getSession(false);
        if (session == null || request.getUserPrincipal() == null) {
            return;
        }
        try {
            sessions.end(session);
            request.logout();
        } catch (ServletException e) {
            throw new IOException(e);
        }
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    /** One who comes back from a login, or was logged in all along. */
    private void arrive(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session == null || sessions.isNamed(session)) {
            goOn(request, response);
        } else {
            welcome(request, response);
        }
    }

    private void welcome(HttpServletRequest request, HttpServletResponse response) throws IOException {
        sessions.begin(request);
        try {
            if (provider.isResolvable()) { // a logout there must find this session from now on
                provider.get().caller(request);
            }
            goOn(request, response);
        } catch (Caller.UnavailableException e) {
            unavailable(request, response, String.valueOf(e.getMessage()));
        }
    }

    private static void goOn(HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession(false);
        String path = ReturnPath.of(request);
        if (session != null && session.getAttribute(RETURN) instanceof String kept) {
            session.removeAttribute(RETURN);
            path = request.getServletPath().equals(LoginPages.CALLBACK) ? kept : path;
        }
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", path);
    }

    /** The provider refused it, or it began in another session: a forged one, say. */
    private static void notCompleted(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String body = "<p>This login was not completed here. <a href=\"%s\">Log in again</a>.</p>"
                .formatted(Html.escape(request.getContextPath() + LoginPages.LOGIN));
        Html.send(request, response, HttpServletResponse.SC_FORBIDDEN, "Not logged in", body, "");
    }

    private static void unavailable(HttpServletRequest request, HttpServletResponse response, String why)
            throws IOException {
        String body = "<p>%s Try again in a moment.</p>".formatted(Html.escape(why));
        Html.send(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Login is not possible now", body, "");
    }

    private static void form(HttpServletRequest request, HttpServletResponse response, int status, String problem)
            throws IOException {
        String body = """
                <p role="alert">%s</p>
                <form method="post" action="%s">
                <input type="hidden" name="return" value="%s">
                <label>Name <input name="username" autocomplete="username" required autofocus></label>
                <label>Password
                <input name="password" type="password" autocomplete="current-password" required></label>
                <button>Log in</button>
                </form>
                """.formatted(
                        Html.escape(problem),
                        Html.escape(request.getContextPath() + LoginPages.LOGIN),
                        Html.escape(ReturnPath.of(request)));
        Html.send(request, response, status, "Log in", body, "");
    }
}
