package io.latchkey.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: what rooms append while a commit runs goes into the next one, at most 200 mutations or 256 KB. So the
 * running commit is the batching window, and an idle server commits at once. A group goes by the oldest control number in
 * it: where one mutation was checked under rights that have changed since, all of the group are checked again.
 *
 * <p>{@link #append} may be called by any thread; the outcome is told on the commit thread, which must not be kept.
 */
public final class RoomLog implements AutoCloseable {
    /** What became of one room's append. */
    public sealed interface Outcome {
        /** On the disk. */
        record Durable() implements Outcome {}

        /** Another node was first, or the room has another epoch or status by now. */
        record Lost() implements Outcome {}

        /** This node must first apply the control feed up to this number. */
        record ControlBehind(long number) implements Outcome {}

        /** The database did not do it. */
        record Failed(StoreException cause) implements Outcome {}
    }

    /** Without an append it ends the thread. */
    private record Waiting(Optional<RoomAppend> append, long control, Consumer<Outcome> outcome) {}

    private static final Logger LOG = System.getLogger(RoomLog.class.getName());
    private static final int MAX_MUTATIONS = 200;
    private static final int MAX_CHARACTERS = 256 * 1024;
    /** As a multiple of the time that a commit took. */
    private static final int REST = 2;

    private static final long MAX_REST = TimeUnit.MILLISECONDS.toNanos(10);

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Store store;
    private final Thread thread;

    public RoomLog(Store store, ThreadFactory threads) {
        this.store = store;
        this.thread = threads.newThread(this::run);
        this.thread.start();
    }

    /** @param control the control number that had been applied <em>before</em> the rights of the mutations were checked */
    public void append(RoomAppend append, long control, Consumer<Outcome> outcome) {
        queue.add(new Waiting(Optional.of(append), control, outcome));
        if (!thread.isAlive()) {
            refuseTheRest();
        }
    }

    private void run() {
        try {
            List<Waiting> group = nextGroup();
            while (!group.isEmpty()) {
                long start = System.nanoTime();
                commit(group);
                rest(System.nanoTime() - start);
                group = nextGroup();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * While rooms wait already, the next commit is worth gathering for: it costs a processor about the same for ten rooms
     * as for two, and so does each frame that a member is told of it in. Who writes alone never waits here.
     */
    private void rest(long took) {
        if (!queue.isEmpty()) {
            LockSupport.parkNanos(Math.min(MAX_REST, REST * took));
        }
    }

    /** Waits for the first; takes what waits behind it as long as it fits. Empty at the end. */
    private List<Waiting> nextGroup() throws InterruptedException {
        List<Waiting> group = new ArrayList<>();
        @Nullable Waiting next = queue.take();
        int mutations = 0;
        int characters = 0;
        while (next != null && next.append().isPresent()) {
            group.add(next);
            mutations += next.append().get().mutations();
            characters += next.append().get().body().length();
            next = fitting(MAX_MUTATIONS - mutations, MAX_CHARACTERS - characters);
        }
        return group;
    }

    /** Only the commit thread takes from the queue, so what it saw is what it gets. */
    private @Nullable Waiting fitting(int mutations, int characters) {
        Waiting next = queue.peek();
        boolean fits = next != null
                && next.append()
                        .filter(append ->
                                append.mutations() <= mutations && append.body().length() <= characters)
                        .isPresent();
        return fits ? queue.poll() : null;
    }

    private void commit(List<Waiting> group) {
        List<RoomAppend> appends =
                group.stream().flatMap(waiting -> waiting.append().stream()).toList();
        try {
            long control = group.stream().mapToLong(Waiting::control).min().orElseThrow();
            AppendResult result = store.append(appends, control);
            group.forEach(waiting -> tell(waiting, outcome(waiting.append().orElseThrow(), result)));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, e.getMessage(), e.getCause());
            StoreException failure = e instanceof StoreException cause ? cause : new StoreException("no commit", e);
            group.forEach(waiting -> tell(waiting, new Outcome.Failed(failure)));
        }
    }

    private static Outcome outcome(RoomAppend append, AppendResult result) {
        if (result instanceof AppendResult.ControlBehind behind) {
            return new Outcome.ControlBehind(behind.number());
        }
        boolean won = ((AppendResult.Appended) result).won().contains(append.room());
        return won ? new Outcome.Durable() : new Outcome.Lost();
    }

    /** One room's failure must not keep the next room's outcome back. */
    private static void tell(Waiting waiting, Outcome outcome) {
        try {
            waiting.outcome().accept(outcome);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A room could not take the outcome of its append", e);
        }
    }

    /**
     * Ends the commit thread once everything that waits is committed. Never by an interrupt: that would close the
     * database's file channel under it.
     */
    @Override
    public void close() {
        queue.add(new Waiting(Optional.empty(), 0, outcome -> {}));
        try {
            thread.join();
            refuseTheRest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What comes after the end is told so, and not left to wait. */
    private void refuseTheRest() {
        StoreException closed = new StoreException("The log of the rooms is closed");
        for (@Nullable Waiting late = queue.poll(); late != null; late = queue.poll()) {
            tell(late, new Outcome.Failed(closed));
        }
    }
}
