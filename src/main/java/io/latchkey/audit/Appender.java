package io.latchkey.audit;

import io.latchkey.store.AuditStore;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import io.latchkey.store.StoreException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts entries at the end of the chain, and takes old ones from its beginning. Confined to the writer's thread. */
final class Appender {
    /** An event, and when it was. */
    record Stamped(Instant at, AuditEvent event) {}

    private final AuditStore store;
    private final Chain chain;
    private Optional<AuditMark> attempted = Optional.empty();

    Appender(AuditStore store, Chain chain) {
        this.store = store;
        this.chain = chain;
    }

    /**
     * Durable on return.
     *
     * @throws StoreException also when somebody else has written to the head: an entry behind it would hide that
     */
    void append(List<Stamped> entries) {
        attempted = Optional.empty();
        boolean done = entries.isEmpty();
        while (!done) {
            Optional<AuditMark> head = store.auditHead();
            if (head.isPresent() && !chain.isOurs(Verifier.HEAD, head.get())) {
                throw new StoreException("The head of the audit log was changed by somebody else: see /audit/verify");
            }
            done = appendBehind(head, entries);
        }
    }

    /** False when another node was first. */
    private boolean appendBehind(Optional<AuditMark> head, List<Stamped> entries) {
        long last = head.map(AuditMark::number).orElse(0L);
        String mac = head.map(AuditMark::mac).orElse(Chain.START);
        List<AuditRow> rows = new ArrayList<>();
        for (Stamped entry : entries) {
            Instant at = entry.at().truncatedTo(ChronoUnit.MILLIS);
            rows.add(chain.row(last + rows.size() + 1, at, entry.event(), mac));
            mac = rows.get(rows.size() - 1).mac();
        }
        AuditMark next = chain.mark(Verifier.HEAD, last + rows.size(), mac);
        attempted = Optional.of(next);
        return store.appendAudit(last, rows, next);
    }

    /** Whether an append that failed was written all the same, and only the answer was lost. */
    boolean wasWritten() {
        return attempted.isPresent() && store.auditHead().equals(attempted);
    }

    /** Removes what is older; a signed anchor keeps the rest provable. */
    void prune(Instant before) {
        store.lastAuditBefore(before)
                .ifPresent(row -> store.pruneAudit(chain.mark(Verifier.ANCHOR, row.number(), row.mac())));
    }
}
