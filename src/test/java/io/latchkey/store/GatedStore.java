package io.latchkey.store;

import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A real store whose writes a test can hold back, or let fail before or after they happened. */
public final class GatedStore implements Store {
    /** When a write fails. */
    public enum Failure {
        /** Nothing was written. */
        BEFORE,
        /** It was written, and only the answer is lost. */
        AFTER
    }

    private final Store store;
    private final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
    private final List<List<RoomAppend>> groups = new ArrayList<>();
    private final AtomicInteger failingAppends = new AtomicInteger();
    private final AtomicInteger failingCheckpoints = new AtomicInteger();
    private final AtomicInteger failingAudits = new AtomicInteger();
    private final AtomicInteger checkpoints = new AtomicInteger();
    private volatile Failure failure = Failure.BEFORE;
    private volatile Runnable committed = () -> {};
    private volatile Runnable recorded = () -> {};
    private volatile boolean unreadable;

    public GatedStore(Store store) {
        this.store = store;
    }

    /** Every append waits from now on. */
    public void shut() {
        gate.drainPermits();
    }

    public void open() {
        gate.release(Integer.MAX_VALUE / 2);
    }

    /** What happens between a commit and its answer. */
    public void whenCommitted(Runnable action) {
        committed = action;
    }

    /** What happens between a change of rights that is durable and the answer. */
    public void whenRecorded(Runnable action) {
        recorded = action;
    }

    /** Lets no log be read. */
    public void hideLogs(boolean hidden) {
        unreadable = hidden;
    }

    /** Lets the next appends fail. */
    public void failAppends(int count, Failure how) {
        failure = how;
        failingAppends.set(count);
    }

    /** Lets the next checkpoints fail; nothing of them is written. */
    public void failCheckpoints(int count) {
        failingCheckpoints.set(count);
    }

    /** Lets the next writes of the audit log fail. */
    public void failAudits(int count, Failure how) {
        failure = how;
        failingAudits.set(count);
    }

    /** How many checkpoints were tried. */
    public int checkpoints() {
        return checkpoints.get();
    }

    /** Every group that came, whether or not it got through. */
    public synchronized List<List<RoomAppend>> groups() {
        return List.copyOf(groups);
    }

    private static boolean takesOne(AtomicInteger count) {
        return count.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    @Override
    public AppendResult append(List<RoomAppend> group, long control) {
        synchronized (this) {
            groups.add(List.copyOf(group));
        }
        gate.acquireUninterruptibly();
        boolean fails = takesOne(failingAppends);
        if (fails && failure == Failure.BEFORE) {
            throw new StoreException("nothing was written");
        }
        AppendResult result = store.append(group, control);
        committed.run();
        if (fails) {
            throw new StoreException("the answer is lost");
        }
        return result;
    }

    @Override
    public boolean renew(Checkpoint full, String epoch) {
        return store.renew(full, epoch);
    }

    @Override
    public void checkpoint(Checkpoint checkpoint) {
        checkpoints.incrementAndGet();
        if (takesOne(failingCheckpoints)) {
            throw new StoreException("no checkpoint");
        }
        store.checkpoint(checkpoint);
    }

    @Override
    public ControlSequence control() {
        return store.control();
    }

    @Override
    public ControlEntry record(String kind, String body) {
        ControlEntry entry = store.record(kind, body);
        recorded.run();
        return entry;
    }

    @Override
    public List<ControlEntry> feedAfter(long number, int limit) {
        return store.feedAfter(number, limit);
    }

    @Override
    public byte[] getOrCreate(String name, Supplier<byte[]> maker) {
        return store.getOrCreate(name, maker);
    }

    @Override
    public Optional<ControlEntry> changeStatus(RoomId room, StoredRoom.Status status, String kind, String body) {
        return store.changeStatus(room, status, kind, body);
    }

    @Override
    public Optional<RoomSummary> summary(RoomId room) {
        return store.summary(room);
    }

    @Override
    public List<RoomSummary> roomsAfter(String name, int limit) {
        return store.roomsAfter(name, limit);
    }

    @Override
    public boolean create(RoomId room, String epoch, Map<String, String> state) {
        return store.create(room, epoch, state);
    }

    @Override
    public void addKey(StoredApiKey key) {
        store.addKey(key);
    }

    @Override
    public Optional<StoredApiKey> findKey(String hash) {
        return store.findKey(hash);
    }

    @Override
    public List<StoredApiKey> keys(String after, int limit) {
        return store.keys(after, limit);
    }

    @Override
    public boolean removeKey(String id) {
        return store.removeKey(id);
    }

    @Override
    public void addTicket(StoredTicket ticket, Instant forgotten) {
        store.addTicket(ticket, forgotten);
    }

    @Override
    public Optional<String> redeemTicket(String hash, RoomId room, Instant now) {
        return store.redeemTicket(hash, room, now);
    }

    @Override
    public void spendTicket(String hash) {
        store.spendTicket(hash);
    }

    @Override
    public Optional<StoredTicket> findTicket(String hash) {
        return store.findTicket(hash);
    }

    @Override
    public boolean create(RoomId room, String epoch) {
        return store.create(room, epoch);
    }

    @Override
    public Optional<StoredRoom> load(RoomId room) {
        return store.load(room);
    }

    @Override
    public List<LogRecord> readAfter(RoomId room, long position) {
        if (unreadable) {
            throw new StoreException("not readable");
        }
        return store.readAfter(room, position);
    }

    @Override
    public SigningKeyStore signingKeys() {
        return store.signingKeys();
    }

    @Override
    public boolean appendAudit(long last, List<AuditRow> rows, AuditMark head) {
        boolean fails = takesOne(failingAudits);
        if (fails && failure == Failure.BEFORE) {
            throw new StoreException("nothing was written");
        }
        boolean done = store.appendAudit(last, rows, head);
        if (fails) {
            throw new StoreException("the answer is lost");
        }
        return done;
    }

    @Override
    public List<AuditRow> auditAfter(long number, AuditFilter filter, int limit) {
        return store.auditAfter(number, filter, limit);
    }

    @Override
    public Optional<AuditRow> lastAuditBefore(Instant time) {
        return store.lastAuditBefore(time);
    }

    @Override
    public void pruneAudit(AuditMark anchor) {
        store.pruneAudit(anchor);
    }

    @Override
    public Optional<AuditMark> auditHead() {
        return store.auditHead();
    }

    @Override
    public Optional<AuditMark> auditAnchor() {
        return store.auditAnchor();
    }

    @Override
    public void close() {
        store.close();
    }
}
