package io.latchkey.socket;

import io.latchkey.access.Budgets.Permit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a connection holds of the budgets until it ends. Safe for use by many threads. */
final class Places {
    private List<Permit> permits = List.of(); // of two, it is the smallest there is
    private boolean closed;

    /** False when there was none to take, or the connection has ended meanwhile. */
    synchronized boolean take(Optional<Permit> permit) {
        if (closed) {
            permit.ifPresent(Permit::close);
            return false;
        }
        permits = List.copyOf(Stream.concat(permits.stream(), permit.stream()).toList());
        return permit.isPresent();
    }

    /** Gives the place back that was taken last. */
    synchronized void giveBack() {
        int last = permits.size() - 1;
        if (last >= 0) {
            permits.get(last).close();
            permits = List.copyOf(permits.subList(0, last));
        }
    }

    synchronized void close() {
        closed = true;
        permits.forEach(Permit::close);
        permits = List.of();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
