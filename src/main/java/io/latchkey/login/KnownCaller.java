package io.latchkey.login;

import io.latchkey.api.Caller;
import io.latchkey.config.Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Lays out, for the other edges, whom the container knows behind a request: a {@code Supplier<Optional<Caller>>} under
 * {@link Caller#ATTRIBUTE}, asked only where an ambient credential counts.
 */
@WebListener
public class KnownCaller implements ServletRequestListener {
    @Inject
    private Settings settings;

    @Inject
    private Instance<SecurityContext> security;

    @Inject
    private Instance<LoginProvider> provider;

    @Inject
    private LoginSessions sessions;

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
        return provider.isResolvable()
                ? provider.get().caller(request)
                : Optional.of(caller(request, principal.getName()));
    }

    /** On WildFly nobody is a principal, too. */
    private static boolean isNobody(String name) {
        return name.isEmpty() || name.equalsIgnoreCase("anonymous");
    }

    /** Jakarta EE 10 can't list a caller's groups: those that the setting names are asked for one by one. */
    private Set<String> groups(HttpServletRequest request) {
        Set<String> groups = new HashSet<>();
        settings.login().roles().stream().filter(request::isUserInRole).forEach(groups::add);
        if (security.isResolvable()) {
            security.get().getPrincipalsByType(KnownUser.class).forEach(user -> groups.addAll(user.groups()));
        }
        return groups;
    }

    private Caller caller(HttpServletRequest request, String name) {
        HttpSession session = request.getSession(false);
        if (session == null) { // HTTP Basic: each request is a login
            return new Caller(name, groups(request), UUID.randomUUID().toString());
        }
        LoginSession login = sessions.of(session);
        return new Caller(name, groups(request), login.name(), Optional.of(login.began()));
    }
}
