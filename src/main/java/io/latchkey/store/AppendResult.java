package io.latchkey.store;

import io.latchkey.api.RoomId;
import java.util.Set;

/** What became of a group. */
public sealed interface AppendResult {
    /** Durable for the rooms that won; the others must read what they missed and try again. */
    record Appended(Set<RoomId> won) implements AppendResult {
        public Appended {
            won = Set.copyOf(won);
        }
    }

    /** Nothing was appended: the control feed has entries that the caller has not applied. */
    record ControlBehind(long number) implements AppendResult {}
}
