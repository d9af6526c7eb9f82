package io.latchkey.login.oidc;

import io.latchkey.config.Settings.Login;
import io.latchkey.config.SettingsLoader;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Puts up {@code /callback}, where the provider sends the browser back to, when login is by OpenID Connect. */
@WebListener
public class OidcPages implements ServletContextListener {
    static final String CALLBACK = "/callback";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (SettingsLoader.fromEnvironment().login().mechanism() == Login.OIDC) {
            event.getServletContext().addServlet("latchkey" + CALLBACK, Callback.class).addMapping(CALLBACK);
        }
    }

    /** Jakarta Security does the work in front of it; what gets here is a login that has failed, or its reload. */
    public static class Callback extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Cache-Control", "no-store");
            if (request.getUserPrincipal() != null) {
                response.sendRedirect(request.getContextPath() + "/login");
                return;
            }
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            response.setContentType("text/html;charset=UTF-8");
            response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            String page = "<!doctype html><html lang=\"en\"><title>Not logged in</title>"
                    + "<p>This login was not completed here. <a href=\"" + request.getContextPath()
                    + "/login\">Log in again</a>.</p></html>";
            response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
        }
    }
}
