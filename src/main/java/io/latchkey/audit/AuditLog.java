package io.latchkey.audit;

import io.latchkey.audit.Appender.Stamped;
import io.latchkey.meter.Counter;
import io.latchkey.meter.Meters;
import io.latchkey.store.AuditStore.AuditFilter;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import io.latchkey.store.Store;
import io.latchkey.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The audit log. {@link #record} and {@link #count} return at once: one thread writes, in batches. What does not fit
 * the queue is counted, and the count becomes an entry; what is queued when the process is killed is lost, so an
 * administrative act is {@link #write written} before it is answered. Safe for use by many threads.
 */
public final class AuditLog implements AutoCloseable {
    private static final int MAX_QUEUED = 20_000;
    private static final long WAIT_SECONDS = 10;

    private final BlockingQueue<Queued> queue;
    private final Tally tally = new Tally();
    private final Store store;
    private final Clock clock;
    private final Verifier verifier;
    private final Counter dropped;
    private final Writer writer;
    private final Thread thread;

    /** @param retention how long entries are kept */
    public AuditLog(Store store, Duration retention, ThreadFactory threads, Clock clock, Meters meters) {
        this(store, retention, MAX_QUEUED, threads, clock, meters);
    }

    AuditLog(Store store, Duration retention, int maxQueued, ThreadFactory threads, Clock clock, Meters meters) {
        this.queue = new LinkedBlockingQueue<>(maxQueued);
        this.store = store;
        this.clock = clock;
        Chain chain = new Chain(store);
        this.verifier = new Verifier(store, chain);
        this.dropped = meters.counter("latchkey_audit_dropped", "Audit entries lost because the queue was full.");
        meters.gauge("latchkey_audit_queue", "Audit entries that wait to be written.", queue::size);
        this.writer = new Writer(queue, tally, new Appender(store, chain), retention, dropped, clock);
        this.thread = threads.newThread(writer);
        this.thread.start();
    }

    /** Notes an event soon, as an entry of its own. */
    public void record(AuditEvent event) {
        if (!queue.offer(Queued.of(new Stamped(clock.instant(), event)))) {
            dropped.increment();
        }
    }

    /** Notes an event that a stranger can cause at will: equal ones of a minute become one entry with their count. */
    public void count(AuditEvent event) {
        tally.count(event, Optional.empty(), clock.instant());
    }

    /** The same; of the addresses the first few of the minute are noted. */
    public void count(AuditEvent event, String address) {
        tally.count(event, Optional.of(address), clock.instant());
    }

    /**
     * Notes an event and returns once it is durable.
     *
     * @throws StoreException when it could not be written; nothing is noted then
     */
    public void write(AuditEvent event) {
        await(urgent(event));
    }

    /** The same for who can't wait: completed once it is durable, exceptionally with {@link StoreException}. */
    public CompletableFuture<?> writing(AuditEvent event) {
        Queued urgent = urgent(event);
        if (!thread.isAlive() || !queue.offer(urgent)) {
            return CompletableFuture.failedFuture(new StoreException("The audit log does not keep up"));
        }
        return urgent.written()
                .orElseThrow()
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? new StoreException("The audit log was not written in time")
                                : failure));
    }

    private Queued urgent(AuditEvent event) {
        return Queued.urgent(Optional.of(new Stamped(clock.instant(), event)));
    }

    /**
     * Returns once everything noted before is durable, counts of this minute included.
     *
     * @throws StoreException when it could not be written
     */
    public void flush() {
        await(Queued.urgent(Optional.empty()));
    }

    private void await(Queued urgent) {
        CompletableFuture<Boolean> written = urgent.written().orElseThrow();
        try {
            if (!queue.offer(urgent, WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException("The audit log does not keep up");
            }
            if (!thread.isAlive()) {
                throw new StoreException("The audit log is closed");
            }
            written.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The audit log was interrupted", e);
        } catch (TimeoutException | ExecutionException e) {
            throw new StoreException("The audit log could not be written", e);
        }
    }

    /** The entries behind a number, in order, those noted a moment ago included. */
    public List<AuditRow> entries(long after, AuditFilter filter, int limit) {
        flush();
        return store.auditAfter(after, filter, limit);
    }

    /** The last entry, signed: kept elsewhere, it shows later that the log was not cut off. Empty: no entry yet. */
    public Optional<AuditMark> head() {
        flush();
        return store.auditHead();
    }

    /** @param kept an earlier head, which must be part of the log */
    public Verification verify(Optional<AuditMark> kept) {
        flush();
        return verifier.verify(kept);
    }

    /** Writes what waits, as long as the store takes it, and ends. */
    @Override
    public void close() {
        try {
            queue.offer(Queued.END, WAIT_SECONDS, TimeUnit.SECONDS);
            thread.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
