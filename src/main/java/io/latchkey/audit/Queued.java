package io.latchkey.audit;

import io.latchkey.audit.Appender.Stamped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What waits for the writer: an entry, or somebody who wants everything before written.
 *
 * @param written completed once it is durable, for those who wait
 */
record Queued(Optional<Stamped> entry, Optional<CompletableFuture<Boolean>> written) {
    /** Ends the writer. */
    static final Queued END = new Queued(Optional.empty(), Optional.empty());

    static Queued of(Stamped entry) {
        return new Queued(Optional.of(entry), Optional.empty());
    }

    static Queued urgent(Optional<Stamped> entry) {
        return new Queued(entry, Optional.of(new CompletableFuture<>()));
    }

    boolean isUrgent() {
        return entry.isEmpty() || written.isPresent();
    }

    boolean isEnd() {
        return entry.isEmpty() && written.isEmpty();
    }

    void done() {
        written.ifPresent(future -> future.complete(true));
    }

    void failed(RuntimeException why) {
        written.ifPresent(future -> future.completeExceptionally(why));
    }
}
