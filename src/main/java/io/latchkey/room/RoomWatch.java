package io.latchkey.room;

import io.latchkey.audit.AuditEvent;
import io.latchkey.meter.Counter;
import io.latchkey.meter.Counters;
import io.latchkey.meter.Meters;
import io.latchkey.meter.Timer;
import io.latchkey.mutation.MutationOutcome;
import io.latchkey.mutation.MutationOutcome.Kind;
import io.latchkey.protocol.Code;
import java.time.Duration;
import java.util.function.Consumer;

/** What rooms count, and what they tell the audit log. Safe for use by many threads; returns at once. */
public final class RoomWatch {
    /** The codes about rights have one of these; the others are the application's affair. */
    private static final int UNAUTHORIZED = 401;

    private static final int FORBIDDEN = 403;

    private final Counters mutations;
    private final Counter applied;
    private final Counter amended;
    private final Counter versions;
    private final Timer commits;
    private final Consumer<AuditEvent> audit;

    /** @param audit takes what was denied; equal events may come often */
    public RoomWatch(Meters meters, Consumer<AuditEvent> audit) {
        this.mutations = meters.counters("latchkey_mutations", "Mutations by what they came to.", "outcome");
        this.applied = mutations.of(Kind.APPLIED);
        this.amended = mutations.of(Kind.AMENDED);
        this.versions = meters.counter("latchkey_room_versions", "Versions of rooms that were made durable here.");
        this.commits =
                meters.timer("latchkey_commit_seconds", "From handing a room's batch to the log until it was durable.");
        this.audit = audit;
    }

    /** @param start of the append, by {@link System#nanoTime} */
    void tried(long start) {
        commits.record(Duration.ofNanos(System.nanoTime() - start));
    }

    /** The outcomes of the batch are certain. */
    void settled(Batch batch) {
        versions.add(batch.version() - batch.from());
        batch.done().forEach(one -> settled(one.queued(), one.outcome()));
    }

    private void settled(Queued queued, MutationOutcome outcome) {
        if (outcome.kind() != Kind.REJECTED) {
            (outcome.kind() == Kind.APPLIED ? applied : amended).increment();
            return;
        }
        Code code = outcome.code().orElse(Code.MUTATION_REJECTED);
        mutations.of(code).increment();
        if (code.status() == UNAUTHORIZED || code.status() == FORBIDDEN) {
            String user = queued.call().author().auth().userId();
            audit.accept(AuditEvent.denied(
                    user, queued.call().room(), "mutate:" + queued.call().name(), code));
        }
    }
}
