package io.latchkey.login;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The login sessions of this node, under names of ours: the container's own ids are credentials and stay there. As many
 * as the container holds. For use by many threads.
 */
@ApplicationScoped
public class LoginSessions {
    private static final String NAME = "io.latchkey.session";

    private final Map<String, HttpSession> sessions = new ConcurrentHashMap<>();

    /**
     * After a login. A session id that somebody planted in the browser before it is worth nothing after it, and what was
     * given to the session under another user's name ends.
     */
    void begin(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            request.changeSessionId();
            ended(session);
            session.removeAttribute(NAME);
            name(session);
        }
    }

    /** Whether somebody has logged in with this session. */
    boolean isNamed(HttpSession session) {
        return session.getAttribute(NAME) != null;
    }

    /** The name of the login session, made when it is first asked for. */
    public String name(HttpSession session) {
        synchronized (this) {
            if (session.getAttribute(NAME) instanceof String known) {
                return known;
            }
            String made = UUID.randomUUID().toString();
            session.setAttribute(NAME, made);
            sessions.put(made, session);
            return made;
        }
    }

    /** Ends a session of the container with all that was given to it; nothing when it has ended before. */
    public void end(HttpSession session) {
        try {
            session.invalidate(); // and the listener does the rest
        } catch (IllegalStateException e) {
            return;
        }
    }

    /** Ends those sessions and says how many there were. */
    public int endAll(Predicate<HttpSession> which) {
        int ended = 0;
        for (HttpSession session : sessions.values()) {
            if (matches(which, session)) {
                end(session);
                ended++;
            }
        }
        return ended;
    }

    private static boolean matches(Predicate<HttpSession> which, HttpSession session) {
        try {
            return which.test(session);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** A session of the container is going: by a logout, or unused for too long. */
    Optional<String> ended(HttpSession session) {
        if (session.getAttribute(NAME) instanceof String name) {
            sessions.remove(name);
            return Optional.of(name);
        }
        return Optional.empty();
    }
}
