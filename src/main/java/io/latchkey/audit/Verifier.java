package io.latchkey.audit;

import io.latchkey.audit.Verification.Broken;
import io.latchkey.audit.Verification.Intact;
import io.latchkey.store.AuditStore;
import io.latchkey.store.AuditStore.AuditFilter;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import java.util.List;
import java.util.Optional;

/** Reads the whole log, page by page, and finds the first entry that is not as it was written. */
final class Verifier {
    static final String HEAD = "head";
    static final String ANCHOR = "anchor";

    private static final int PAGE = 500;

    private final AuditStore store;
    private final Chain chain;

    Verifier(AuditStore store, Chain chain) {
        this.store = store;
        this.chain = chain;
    }

    /** @param kept a head that somebody kept elsewhere: it must be part of the log */
    Verification verify(Optional<AuditMark> kept) {
        while (true) {
            Optional<AuditMark> anchor = store.auditAnchor();
            Verification verification = from(anchor, kept);
            // entries may have become too old, and been removed, while they were read
            if (verification instanceof Intact || store.auditAnchor().equals(anchor)) {
                return verification;
            }
        }
    }

    private Verification from(Optional<AuditMark> anchor, Optional<AuditMark> kept) {
        Optional<AuditMark> head = store.auditHead();
        long first = anchor.map(AuditMark::number).orElse(0L) + 1;
        if (anchor.isPresent() && !chain.isOurs(ANCHOR, anchor.get())) {
            return new Broken(first, "the signature of what was removed is wrong");
        }
        if (head.isEmpty()) {
            boolean untouched = anchor.isEmpty()
                    && kept.isEmpty()
                    && store.auditAfter(0, AuditFilter.ALL, 1).isEmpty();
            return untouched ? new Intact(1, 0) : new Broken(first, "the head is missing");
        }
        if (!chain.isOurs(HEAD, head.get())) {
            return new Broken(head.get().number(), "the signature of the head is wrong");
        }
        if (kept.isPresent() && kept.get().number() > head.get().number()) {
            return new Broken(head.get().number() + 1, "the log ended later once");
        }
        String start = anchor.map(AuditMark::mac).orElse(Chain.START);
        return rows(first, start, head.get(), kept)
                .or(this::beyondTheHead)
                .orElseGet(() -> new Intact(first, head.get().number()));
    }

    private Optional<Verification> rows(long first, String start, AuditMark head, Optional<AuditMark> kept) {
        long expected = first;
        String before = start;
        while (expected <= head.number()) {
            List<AuditRow> page = store.auditAfter(expected - 1, AuditFilter.ALL, PAGE);
            if (page.isEmpty()) {
                return broken(expected, "the entry is missing");
            }
            for (AuditRow row : page) {
                if (row.number() > head.number()) {
                    break; // written meanwhile
                }
                if (row.number() != expected) {
                    return broken(expected, "the entry is missing");
                }
                if (!chain.follows(row, before)) {
                    return broken(expected, "the entry, or the one before it, was changed");
                }
                before = row.mac();
                if (differs(row.number(), before, kept)) {
                    return broken(expected, "the log had another entry here once");
                }
                expected++;
            }
        }
        return before.equals(head.mac()) ? Optional.empty() : broken(head.number(), "the head is of another entry");
    }

    private static boolean differs(long number, String mac, Optional<AuditMark> kept) {
        return kept.filter(mark -> mark.number() == number && !mark.mac().equals(mac))
                .isPresent();
    }

    /** Read in this order, a row that is written meanwhile has its head. */
    private Optional<Verification> beyondTheHead() {
        long last = store.auditHead().map(AuditMark::number).orElse(0L);
        List<AuditRow> beyond = store.auditAfter(last, AuditFilter.ALL, PAGE);
        long head = store.auditHead().map(AuditMark::number).orElse(0L);
        return beyond.stream()
                .map(AuditRow::number)
                .filter(number -> number > head)
                .findFirst()
                .flatMap(number -> broken(number, "the entry was not written by this server"));
    }

    private static Optional<Verification> broken(long number, String why) {
        return Optional.of(new Broken(number, why));
    }
}
