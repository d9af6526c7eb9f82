package io.latchkey.audit;

import io.latchkey.audit.Appender.Stamped;
import io.latchkey.meter.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the log. It gathers for a moment, because each write is a commit that rooms wait behind;
 * somebody who waits is not kept waiting. What could not be written is tried again, in order.
 */
final class Writer implements Runnable {
    private static final Logger LOG = System.getLogger(Writer.class.getName());
    private static final int MAX_BATCH = 500;
    private static final long GATHER_MS = 250;
    private static final Duration PRUNE = Duration.ofHours(1);

    private final BlockingQueue<Queued> queue;
    private final Tally tally;
    private final Appender appender;
    private final Duration retention;
    private final Counter dropped;
    private final Clock clock;
    private final List<Stamped> unwritten = new ArrayList<>();
    private Instant pruned = Instant.MIN;
    /** How many of the unwritten were in a write that failed, and may be there all the same. */
    private int uncertain;

    private long told;
    private boolean ended;

    Writer(
            BlockingQueue<Queued> queue,
            Tally tally,
            Appender appender,
            Duration retention,
            Counter dropped,
            Clock clock) {
        this.queue = queue;
        this.tally = tally;
        this.appender = appender;
        this.retention = retention;
        this.dropped = dropped;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                List<Queued> batch = gather();
                ended = batch.stream().anyMatch(Queued::isEnd);
                write(batch);
                pruneWhenDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits; none when a minute is over. */
    private List<Queued> gather() throws InterruptedException {
        List<Queued> batch = new ArrayList<>();
        if (unwritten.size() >= MAX_BATCH) {
            TimeUnit.MILLISECONDS.sleep(GATHER_MS); // the queue holds the rest until the store is back
            return batch;
        }
        long wait = unwritten.isEmpty() ? Tally.untilNextMinute(clock.instant()).toMillis() + 1 : GATHER_MS;
        @Nullable Queued next = queue.poll(wait, TimeUnit.MILLISECONDS);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MS);
        while (next != null) {
            batch.add(next);
            boolean enough = next.isUrgent() || batch.size() >= MAX_BATCH;
            next = enough ? null : queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        if (batch.size() < MAX_BATCH) {
            queue.drainTo(batch, MAX_BATCH - batch.size());
        }
        return batch;
    }

    private void write(List<Queued> batch) {
        boolean tried = false;
        try {
            settleFailed();
            addCounted(batch);
            List<Stamped> entries = new ArrayList<>(unwritten);
            batch.forEach(queued -> queued.entry().ifPresent(entries::add));
            tried = true;
            appender.append(entries);
            unwritten.clear();
            batch.forEach(Queued::done);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The audit log can't be written: " + e.getMessage());
            keep(batch, e);
            uncertain = tried ? unwritten.size() : uncertain;
        }
    }

    /** An entry that somebody waits for is not tried again: he is told that it is not there. */
    private void keep(List<Queued> batch, RuntimeException failure) {
        for (Queued queued : batch) {
            if (queued.written().isPresent()) {
                queued.failed(failure);
            } else {
                queued.entry().ifPresent(unwritten::add);
            }
        }
    }

    /** After a failure only the store knows whether the entries are there. */
    private void settleFailed() {
        if (uncertain > 0 && appender.wasWritten()) {
            unwritten.subList(0, uncertain).clear();
        }
        uncertain = 0;
    }

    private void addCounted(List<Queued> batch) {
        Instant now = clock.instant();
        if (tally.isDue(now) || batch.stream().anyMatch(Queued::isUrgent)) {
            tally.take().forEach(event -> unwritten.add(new Stamped(now, event)));
        }
        long lost = dropped.count() - told;
        if (lost > 0) {
            told += lost;
            AuditEvent event = AuditEvent.of(AuditEvent.Kind.DROPPED).counted(lost);
            unwritten.add(new Stamped(now, event));
        }
    }

    private void pruneWhenDue() {
        Instant now = clock.instant();
        if (pruned.equals(Instant.MIN) || pruned.plus(PRUNE).isBefore(now)) {
            pruned = now;
            try {
                appender.prune(now.minus(retention));
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "The audit log can't be shortened: " + e.getMessage());
            }
        }
    }
}
