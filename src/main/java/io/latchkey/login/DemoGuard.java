package io.latchkey.login;

import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps the demo, whose passwords everybody knows, on the machine that it runs on: not through a proxy, and not by a
 * foreign name that was pointed at the loopback address (DNS rebinding). Without the demo its page does not exist.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class DemoGuard extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Pattern LOCAL_HOST = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

    @Inject
    private transient Settings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (settings.demo() && !isLocal(request)) {
            refuse(response, new Problem(Code.FORBIDDEN, "The demo answers only on the machine that it runs on."));
        } else if (settings.demo() && path.equals("/")) {
            response.sendRedirect(request.getContextPath() + "/demo/");
        } else if (!settings.demo() && (path.equals("/demo") || path.startsWith("/demo/"))) {
            refuse(response, new Problem(Code.NOT_FOUND, "The demo is off; latchkey.demo=true turns it on."));
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isLocal(HttpServletRequest request) throws IOException {
        String host = request.getHeader("Host");
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
                && host != null
                && LOCAL_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()
                && Collections.list(request.getHeaderNames()).stream().noneMatch(DemoGuard::isForwarding);
    }

    private static boolean isForwarding(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.equals("forwarded")
                || name.equals("via")
                || name.startsWith("x-forwarded-")
                || name.equals("x-real-ip");
    }

    private static void refuse(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE + ";charset=UTF-8");
        response.getOutputStream().write(problem.encode().getBytes(StandardCharsets.UTF_8));
    }
}
