package io.latchkey.login;

import io.latchkey.config.Settings;
import io.latchkey.config.Settings.Login;
import io.latchkey.config.SettingsLoader;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.List;

/**
 * Puts up the pages that the chosen login needs, and closes the session's cookie to scripts and to other sites. An
 * application that has a page of its own under one of these addresses keeps it (Servlet 6.0 section 4.4.1).
 */
@WebListener
public class LoginPages implements ServletContextListener {
    static final String LOGIN = "/login";
    static final String LOGOUT = "/logout";
    /** Where an OpenID provider sends the browser back to. */
    public static final String CALLBACK = "/callback";

    /** Before there is CDI: the settings are read here once more. */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Settings settings = SettingsLoader.fromEnvironment();
        ServletContext context = event.getServletContext();
        Login mechanism = settings.login().mechanism();
        if (mechanism != Login.NONE) {
            add(context, LOGIN, LoginPage.class, mechanism == Login.OIDC ? List.of(LOGIN, CALLBACK) : List.of(LOGIN));
            add(context, LOGOUT, LogoutPage.class, List.of(LOGOUT));
        }
        SessionCookieConfig cookie = context.getSessionCookieConfig();
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Lax");
        // behind a proxy that ends TLS the container sees plain HTTP; without one it sees for itself
        if (settings.web()
                .publicUrl()
                .map(URI::getScheme)
                .filter("https"::equals)
                .isPresent()) {
            cookie.setSecure(true);
        }
    }

    private static void add(
            ServletContext context, String name, Class<? extends HttpServlet> type, List<String> paths) {
        context.addServlet("latchkey" + name, type).addMapping(paths.toArray(String[]::new));
    }
}
