package io.latchkey.login;

import io.latchkey.access.Mark.Mode;
import io.latchkey.api.ControlSequence;
import io.latchkey.config.Settings;
import io.latchkey.invalidation.ControlFeed;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.store.StoreException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The login sessions of this node, as many as the container holds, and how they end. For use by many threads. */
@ApplicationScoped
public class LoginSessions {
    private static final Logger LOG = System.getLogger(LoginSessions.class.getName());
    private static final String ATTRIBUTE = "io.latchkey.session";
    private static final long TIMEOUT = 5;

    private final Map<String, HttpSession> sessions = new ConcurrentHashMap<>();

    @Inject
    private Invalidations invalidations;

    @Inject
    private ControlFeed feed;

    @Inject
    private Settings settings;

    @Inject
    private ScheduledExecutorService timer;

    /**
     * After a login. A session id that somebody planted in the browser before it is worth nothing after it, and what was
     * given to the session under another user's name ends.
     */
    void begin(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            request.changeSessionId();
            if (session.getAttribute(ATTRIBUTE) instanceof LoginSession before) {
                session.removeAttribute(ATTRIBUTE);
                retire(before);
            }
            of(session);
        }
    }

    /** Whether somebody has logged in with this session. */
    boolean isNamed(HttpSession session) {
        return session.getAttribute(ATTRIBUTE) != null;
    }

    /** The login session, which begins when it is first asked for. */
    public LoginSession of(HttpSession session) {
        synchronized (this) {
            if (session.getAttribute(ATTRIBUTE) instanceof LoginSession known) {
                return known;
            }
            ControlSequence now = feed.sequence();
            LoginSession made = new LoginSession(UUID.randomUUID().toString(), now.control(), now.number());
            session.setAttribute(ATTRIBUTE, made);
            sessions.put(made.name(), session);
            return made;
        }
    }

    /**
     * Ends a session of the container with all that was given to it; when this returns, its tokens and sockets have
     * ended.
     *
     * @throws StoreException when that could not be made durable
     */
    public void end(HttpSession session) {
        try {
            if (session.getAttribute(ATTRIBUTE) instanceof LoginSession known) {
                retire(known);
            }
            session.invalidate();
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "The session has ended before", e);
        }
    }

    /**
     * Ends those sessions and says how many there were.
     *
     * @throws StoreException when that could not be made durable
     */
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
            return false; // ended meanwhile
        }
    }

    private void retire(LoginSession session) {
        if (sessions.remove(session.name()) != null) {
            await(logOut(Target.ofSession(session.name())));
        }
    }

    /**
     * Ends what was given in a session that is none of the container's.
     *
     * @throws StoreException when that could not be made durable
     */
    public void endSession(String name) {
        await(logOut(Target.ofSession(name)));
    }

    private CompletableFuture<?> logOut(Target target) {
        return invalidations.invalidate(Invalidation.of(target, Mode.LOGOUT, "login"));
    }

    private static void await(CompletableFuture<?> done) {
        try {
            done.orTimeout(TIMEOUT, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new StoreException("The logout could not be recorded", e);
        }
    }

    /** A session of the container has gone: unused for too long, if nobody ended it before. */
    void expired(HttpSession session) {
        if (session.getAttribute(ATTRIBUTE) instanceof LoginSession known && sessions.remove(known.name()) != null) {
            Duration outlive = settings.oidc().sessionOutlive();
            try {
                timer.schedule(() -> forget(known), outlive.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "The server is going, and its rooms with it", e);
            }
        }
    }

    private void forget(LoginSession session) {
        logOut(Target.ofSession(session.name())).whenComplete((receipt, failure) -> {
            if (failure != null) {
                LOG.log(Level.WARNING, "The end of a session could not be recorded", failure);
            }
        });
    }
}
