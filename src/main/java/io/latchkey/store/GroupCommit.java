package io.latchkey.store;

import io.latchkey.store.Database.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit for threads that wait for their write: what comes while one group is committed and forced goes into the
 * next, at most 64 writes in one transaction. So the running group is the batching window, and who comes alone commits
 * at once. The first to come leads: it writes for all of its group, on its own thread. Safe for use by many threads; a
 * work must not write through here itself.
 *
 * <p>A group is committed as a whole or not at all. When a work in it throws, whatever it throws, or the commit or the
 * force fails, each of its writers gets a {@link StoreException} of its own, and only what is read afterwards tells
 * whether it was committed: nothing is tried twice. An interrupt ends no wait and is kept for the caller; it fails a
 * group only when it comes to the leader while that commits or forces, where it closes the database's file channel.
 */
final class GroupCommit {
    private static final int MAX_GROUP = 64;

    private final Database database;
    private final Queue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean leading = new AtomicBoolean();

    /** {@code ended} hands over to the thread what its leader filled in. */
    private static final class Waiting<T> {
        private final Thread thread = Thread.currentThread();
        private final boolean forced;
        private final Work<T> work;
        private @Nullable T result;
        private @Nullable Throwable failure;
        private volatile boolean ended;

        Waiting(boolean forced, Work<T> work) {
            this.forced = forced;
            this.work = work;
        }

        void run(Connection connection) throws SQLException {
            result = work.run(connection);
        }
    }

    GroupCommit(Database database) {
        this.database = database;
    }

    /** As {@link Database#write}. */
    <T> T write(String what, Work<T> work) {
        return await(what, new Waiting<>(true, work));
    }

    /** As {@link Database#writeUnforced}, but in a group that has to be forced it waits for the disk too. */
    <T> T writeUnforced(String what, Work<T> work) {
        return await(what, new Waiting<>(false, work));
    }

    private <T> T await(String what, Waiting<T> mine) {
        queue.add(mine);
        boolean interrupted = false;
        while (!mine.ended) {
            interrupted |= Thread.interrupted();
            if (leading.compareAndSet(false, true)) {
                lead();
            } else {
                LockSupport.park(this);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (mine.failure != null) {
            throw failed(what, mine.failure);
        }
        return Objects.requireNonNull(mine.result);
    }

    /** Who parks was in the queue before, so the leader that ends sees and wakes the next: nobody is forgotten. */
    private void lead() {
        List<Waiting<?>> group = new ArrayList<>();
        while (group.size() < MAX_GROUP && !queue.isEmpty()) {
            group.add(queue.remove());
        }
        if (!group.isEmpty()) { // its own may have been done just before it could lead
            commit(group);
        }
        leading.set(false);
        Waiting<?> next = queue.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void commit(List<Waiting<?>> group) {
        Throwable failure = null;
        try {
            if (group.stream().anyMatch(waiting -> waiting.forced)) {
                database.write("write a group", connection -> run(connection, group));
            } else {
                database.writeUnforced("write a group", connection -> run(connection, group));
            }
        } catch (RuntimeException | Error e) { // whatever it is, nobody may be left waiting
            failure = e;
        }
        for (Waiting<?> waiting : group) {
            waiting.failure = failure;
            waiting.ended = true;
            LockSupport.unpark(waiting.thread);
        }
    }

    /** One object of its own for each, though they share the cause. */
    private static StoreException failed(String what, Throwable shared) {
        return shared.getCause() instanceof SQLException cause
                ? Database.failed(what, cause)
                : new StoreException("The database could not " + what, shared);
    }

    private static int run(Connection connection, List<Waiting<?>> group) throws SQLException {
        for (Waiting<?> waiting : group) {
            waiting.run(connection);
        }
        return group.size();
    }
}
