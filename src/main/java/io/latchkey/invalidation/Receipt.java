package io.latchkey.invalidation;

import io.latchkey.api.RoomId;
import io.latchkey.room.Eviction.Effect;
import io.latchkey.store.ControlEntry;
import java.time.Instant;
import java.util.Map;

/**
 * Proof that a change of rights holds: once it is given, no mutation is applied and nothing more is sent under the rights
 * that it ended (guarantee G5).
 *
 * @param sequence its number in the control sequence
 * @param rooms the last version that could have been written under the old rights, by room
 */
public record Receipt(String id, long sequence, Instant effectiveAt, int matched, int closed, Map<RoomId, Long> rooms) {
    static Receipt of(ControlEntry entry, Effect effect) {
        return new Receipt(
                id(entry.number()), entry.number(), entry.at(), effect.matched(), effect.closed(), effect.rooms());
    }

    static String id(long number) {
        return "c" + number;
    }
}
