package io.latchkey.store;

import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The database as the sequencer: any node may append to any room, and whoever names the position that the room is at
 * wins. Every method that changes something returns only once the change is durable. Safe for use by many threads.
 *
 * <p>Every method throws {@link StoreException} when the database does not do what was asked; nothing is then changed.
 */
public interface Store extends Secrets, ApiKeyStore, TicketStore, AuditStore, AutoCloseable {
    /** The name of this database's control sequence and the number of its last entry. */
    ControlSequence control();

    /** Appends to the control feed: a mark, or a change of grants. Its number is one more than the last. */
    ControlEntry record(String kind, String body);

    /** The entries of the control feed behind a number, in order, at most {@code limit}. */
    List<ControlEntry> feedAfter(long number, int limit);

    /**
     * Changes whether a room can be joined, together with an entry of the control feed that tells every node. Deleting
     * forgets what is in it; a deleted room is opened again only by {@link #create}.
     *
     * @return empty, with nothing changed, when there is no such room or it is deleted
     */
    Optional<ControlEntry> changeStatus(RoomId room, StoredRoom.Status status, String kind, String body);

    /** A room, whatever its status. */
    Optional<RoomSummary> summary(RoomId room);

    /** Rooms behind a name, in order of their names, at most {@code limit}. */
    List<RoomSummary> roomsAfter(String name, int limit);

    /**
     * Makes a room with a first state, or makes a deleted one anew, at version 0.
     *
     * @return false, with nothing changed, when there is a room of this id that is not deleted
     */
    boolean create(RoomId room, String epoch, Map<String, String> state);

    /** Makes a room at version 0 under a fresh epoch; false when there is one of this id, whatever its status. */
    boolean create(RoomId room, String epoch);

    /** The room as of its last checkpoint, and the log records that come behind it; empty when there is none. */
    Optional<StoredRoom> load(RoomId room);

    /**
     * Appends one record to the log of each room of the group, all in one transaction, each only when the room is
     * still at the epoch and position that its append names.
     *
     * @param control the control number that the caller has applied
     */
    AppendResult append(List<RoomAppend> group, long control);

    /** The log records of a room behind a position, in order. A checkpoint may have removed older ones. */
    List<LogRecord> readAfter(RoomId room, long position);

    /** Replaces log records by the state that they led to. Refused silently when the room has another epoch by now. */
    void checkpoint(Checkpoint checkpoint);

    /**
     * Begins a new epoch of a room with the state of a full checkpoint: the version goes on, client records, deletions
     * and the log are forgotten. The control sequence gets another name: it happens after a backup was restored.
     *
     * @return false, with nothing changed, when the room is not at the checkpoint's epoch and position any more
     */
    boolean renew(Checkpoint full, String epoch);

    /** The part that keeps signing keys. */
    SigningKeyStore signingKeys();

    @Override
    void close();
}
