package io.latchkey.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order of what happens on one connection: one event at a time. The container's thread runs them itself, until one
 * of them has to wait for a verdict that another server gives; what comes from then on is kept, and run by whoever brings
 * the verdict. Safe for use by many threads.
 */
final class Turn {
    private record Event(Runnable action, int size) {}

    /** Made for what has to wait: most of the time, and of many connections for ever, nothing does. */
    private @Nullable Deque<Event> waiting;

    private long held;
    private boolean running;
    private boolean paused;
    private boolean resumed;

    /** Runs it now, or in its turn. */
    void run(Runnable action) {
        offer(action, 0, Long.MAX_VALUE);
    }

    /**
     * Runs it now, or in its turn.
     *
     * @param limit how much may wait here
     * @return false when there is no room for it to wait
     */
    boolean offer(Runnable action, int size, long limit) {
        synchronized (this) {
            if ((paused || running) && held + size > limit) {
                return false;
            }
            waiting().add(new Event(action, size));
            held += size;
        }
        drain(false);
        return true;
    }

    private Deque<Event> waiting() {
        Deque<Event> events = waiting == null ? new ArrayDeque<>(1) : waiting;
        waiting = events;
        return events;
    }

    /** Called by an event: nothing more runs until {@link #resume}. */
    synchronized void pause() {
        paused = true;
    }

    /** Goes on with this, before all that waits. */
    void resume(Runnable action) {
        synchronized (this) {
            waiting().addFirst(new Event(action, 0));
            paused = false;
        }
        drain(true);
    }

    /** Called by an event: whether it runs on a thread that is not the container's and must not be held. */
    synchronized boolean isResumed() {
        return resumed;
    }

    private void drain(boolean elsewhere) {
        for (Optional<Event> next = next(elsewhere); next.isPresent(); next = next(elsewhere)) {
            try {
                next.get().action.run();
            } finally {
                over();
            }
        }
    }

    private synchronized Optional<Event> next(boolean elsewhere) {
        Deque<Event> events = waiting;
        if (running || paused || events == null) {
            return Optional.empty();
        }
        Event event = events.removeFirst();
        waiting = events.isEmpty() ? null : events;
        held -= event.size;
        running = true;
        resumed = elsewhere;
        return Optional.of(event);
    }

    private synchronized void over() {
        running = false;
    }
}
