package io.latchkey.store;

import java.util.List;

/**
 * A room as it is stored.
 *
 * @param position the last log position that {@code entries} and {@code clients} include
 * @param version the version at that position
 * @param horizon deletions up to this version are forgotten: a member that was behind it needs the full state
 * @param entries in the order of their versions, deletions included
 * @param log what comes behind {@code position}, in order
 */
public record StoredRoom(
        String epoch,
        Status status,
        long position,
        long version,
        long horizon,
        List<StoredEntry> entries,
        List<StoredClient> clients,
        List<LogRecord> log) {
    /** Whether a room can be joined. */
    public enum Status {
        OPEN,
        CLOSED,
        DELETED
    }
}
