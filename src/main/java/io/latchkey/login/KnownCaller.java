package io.latchkey.login;

import io.latchkey.api.Caller;
import io.latchkey.config.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lays out, for the other edges, whom the container knows behind a request: a {@code Supplier<Optional<Caller>>} under
 * {@link Caller#ATTRIBUTE}, asked only where an ambient credential counts.
 */
@WebListener
public class KnownCaller implements ServletRequestListener {
    private static final String SESSION = "io.latchkey.session";

    @Inject
    private Settings settings;

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (event.getServletRequest() instanceof HttpServletRequest request) {
            Supplier<Optional<Caller>> caller = () -> caller(request);
            request.setAttribute(Caller.ATTRIBUTE, caller);
        }
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        if (principal == null || principal.getName() == null || isNobody(principal.getName())) {
            return Optional.empty();
        }
        return Optional.of(new Caller(principal.getName(), groups(request), session(request)));
    }

    /** On WildFly nobody is a principal, too. */
    private static boolean isNobody(String name) {
        return name.isEmpty() || name.equalsIgnoreCase("anonymous");
    }

    /** Jakarta EE 10 can't list a caller's groups: those that the setting names are asked for one by one. */
    private Set<String> groups(HttpServletRequest request) {
        return settings.login().roles().stream().filter(request::isUserInRole).collect(Collectors.toUnmodifiableSet());
    }

    /** A random name for the login session: the container's own id is a credential and stays in the container. */
    private static String session(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return UUID.randomUUID().toString();
        }
        synchronized (KnownCaller.class) {
            if (session.getAttribute(SESSION) instanceof String known) {
                return known;
            }
            String made = UUID.randomUUID().toString();
            session.setAttribute(SESSION, made);
            return made;
        }
    }
}
