package io.latchkey.invalidation;

import io.latchkey.api.RoomId;
import io.latchkey.room.Eviction.Effect;
import io.latchkey.store.ControlEntry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Proof that a change of rights holds: once it is given as applied, no mutation is applied and nothing more is sent under
 * the rights that it ended (guarantee G5).
 *
 * @param sequence its number in the control sequence
 * @param node the node that says so
 * @param applied false when it is durable, and new connections are refused, but the node has not got through in time
 * @param rooms the last version that could have been written under the old rights, by room
 */
public record Receipt(
        String id,
        long sequence,
        Instant effectiveAt,
        String node,
        boolean applied,
        int matched,
        int closed,
        Map<RoomId, Long> rooms) {
    private static final long PATIENCE_SECONDS = 2;

    /** The receipt for an entry, once it is through or the time for it is over. */
    static CompletableFuture<Receipt> of(ControlFeed.Applied applied, String node) {
        Receipt durable = receipt(applied.entry(), node, false, Effect.NONE);
        return applied.effect()
                .thenApply(effect -> receipt(applied.entry(), node, true, effect))
                .exceptionally(failure -> durable)
                .completeOnTimeout(durable, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Receipt receipt(ControlEntry entry, String node, boolean applied, Effect effect) {
        return new Receipt(
                id(entry.number()),
                entry.number(),
                entry.at(),
                node,
                applied,
                effect.matched(),
                effect.closed(),
                effect.rooms());
    }

    static String id(long number) {
        return "c" + number;
    }
}
