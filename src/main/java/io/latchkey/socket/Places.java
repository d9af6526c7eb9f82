package io.latchkey.socket;

import io.latchkey.access.Budgets.Permit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What a connection holds of the budgets until it ends. Safe for use by many threads. */
final class Places {
    private final Deque<Permit> permits = new ArrayDeque<>(2);
    private boolean closed;

    /** False when there was none to take, or the connection has ended meanwhile. */
    synchronized boolean take(Optional<Permit> permit) {
        if (closed) {
            permit.ifPresent(Permit::close);
            return false;
        }
        permit.ifPresent(permits::addLast);
        return permit.isPresent();
    }

    /** Gives the place back that was taken last. */
    synchronized void giveBack() {
        Optional.ofNullable(permits.pollLast()).ifPresent(Permit::close);
    }

    synchronized void close() {
        closed = true;
        permits.forEach(Permit::close);
        permits.clear();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
