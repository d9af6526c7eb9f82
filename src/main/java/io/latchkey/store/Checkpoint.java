package io.latchkey.store;

import io.latchkey.api.RoomId;
import java.time.Instant;
import java.util.List;

/**
 * What changed in a room since its last checkpoint.
 *
 * @param position the last log position included; records up to it are removed
 * @param horizon deletions up to this version are forgotten
 * @param entries the keys written since
 * @param clients the client records changed since
 * @param clientsSeenAfter client records last seen before are forgotten
 */
public record Checkpoint(
        RoomId room,
        String epoch,
        long position,
        long version,
        long horizon,
        List<StoredEntry> entries,
        List<StoredClient> clients,
        Instant clientsSeenAfter) {}
