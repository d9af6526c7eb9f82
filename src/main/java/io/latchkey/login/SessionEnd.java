package io.latchkey.login;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Hears of sessions that end because nobody used them, and of all others, which have been seen to already. */
@WebListener
public class SessionEnd implements HttpSessionListener {
    @Inject
    private LoginSessions sessions;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        sessions.expired(event.getSession());
    }
}
