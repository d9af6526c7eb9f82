package io.latchkey.login;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Every way in which a session of the container ends: logout, back-channel logout, unused for too long. */
@WebListener
public class SessionEnd implements HttpSessionListener {
    @Inject
    private LoginSessions sessions;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        sessions.ended(event.getSession());
    }
}
