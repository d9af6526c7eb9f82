package io.latchkey.ops;

import io.latchkey.access.Origins;
import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * What every answer says to browsers: scripts and styles from files of ours only, no frames, no sniffing, nothing kept
 * that may hold a credential, and nothing for pages of other origins unless {@code latchkey.origins} names them (Fetch
 * standard, CORS protocol). The first of the filters, so that the refusals of the others say it, too.
 */
public class SafetyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String API = "/api/v1/";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    /** What the largest call takes. */
    private static final long MAX_BODY = 1024 * 1024;

    @Inject
    private transient Settings settings;

    @Inject
    private transient Origins origins;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) { // but HTTP/2's upgrade from h2c
            protect(request, response);
        }
        boolean foreign = allowForeign(request, response);
        if (isPreflight(request)) {
            answerPreflight(foreign, response);
        } else if (request.getContentLengthLong()
                > Math.max(MAX_BODY, settings.limits().message())) {
            Problems.send(response, Code.PAYLOAD_TOO_LARGE);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void protect(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", policy());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        // not no-referrer: that makes the Origin of a form "null", which the Origin rule refuses
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (path.startsWith(API)) {
            response.setHeader("Cache-Control", "no-store"); // a call whose answer may be kept says so itself
        }
    }

    /** Browsers hold the redirect behind a form's answer against {@code form-action}: the provider's logout is one. */
    private String policy() {
        String provider = settings.oidc()
                .provider()
                .map(SafetyFilter::origin)
                .map(" "::concat)
                .orElse("");
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
                + provider;
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /** Without a Host only named origins count: our own needs no permission. */
    private boolean allowForeign(HttpServletRequest request, HttpServletResponse response) {
        if (!settings.web().origins().isEmpty()) {
            response.addHeader("Vary", "Origin");
        }
        String origin = request.getHeader("Origin");
        if (origin == null || !origins.allows(origin, Optional.empty())) {
            return false;
        }
        response.setHeader(ALLOW_ORIGIN, origin);
        response.setHeader("Access-Control-Allow-Credentials", "true");
        response.setHeader("Access-Control-Expose-Headers", "ETag, Location, Retry-After, WWW-Authenticate");
        return true;
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return "OPTIONS".equals(request.getMethod())
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static void answerPreflight(boolean allowed, HttpServletResponse response) throws IOException {
        if (!allowed) {
            Problems.send(response, Code.ORIGIN_DENIED);
            return;
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE");
        response.setHeader(
                "Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-Match, If-None-Match");
        response.setHeader("Access-Control-Max-Age", "600");
    }
}
