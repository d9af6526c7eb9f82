package io.latchkey.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the audit log is kept. The store neither makes nor checks what proves it. Every method throws {@link
 * StoreException} when the database does not do what was asked; safe for use by many threads.
 */
public interface AuditStore {
    /**
     * One row.
     *
     * @param number from 1, without gaps
     * @param body further members, as JSON text
     * @param mac what chains it to the row before it
     */
    record AuditRow(
            long number,
            Instant at,
            String kind,
            Optional<String> user,
            Optional<String> room,
            String body,
            String mac) {}

    /** A row's place in the chain, signed. */
    record AuditMark(long number, String mac, String signature) {}

    /** What a reader wants; empty: everything. */
    record AuditFilter(Optional<String> user, Optional<String> room, Optional<String> kind) {
        public static final AuditFilter ALL = new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Adds rows at the end and moves the head there, in one transaction.
     *
     * @param last the number of the head that the rows follow, 0 when there is none
     * @return false, with nothing changed, when the head is another one by now
     */
    boolean appendAudit(long last, List<AuditRow> rows, AuditMark head);

    /** The rows behind a number, in order, at most {@code limit}. */
    List<AuditRow> auditAfter(long number, AuditFilter filter, int limit);

    /** The last row older than this. */
    Optional<AuditRow> lastAuditBefore(Instant time);

    /** Removes the rows up to the anchor's and keeps the anchor in their place, in one transaction. */
    void pruneAudit(AuditMark anchor);

    /** The last row that was added. */
    Optional<AuditMark> auditHead();

    /** The last row that was removed. */
    Optional<AuditMark> auditAnchor();
}
