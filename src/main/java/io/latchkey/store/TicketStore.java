package io.latchkey.store;

import io.latchkey.api.RoomId;
import java.time.Instant;
import java.util.Optional;

/**
 * Where tickets are kept. Safe for use by many threads; every method throws {@link StoreException} when the database
 * does not answer.
 */
public interface TicketStore {
    /**
     * Keeps a ticket, and drops those that expired long ago. A power failure may undo it, which costs the buyer another
     * ticket; a crash does not.
     *
     * @param forgotten tickets that expired before are dropped, now or soon
     */
    void addTicket(StoredTicket ticket, Instant forgotten);

    /**
     * Takes one use, by one atomic statement: of many who try for the last, on whatever node, one gets it. Durable when
     * it returns.
     *
     * @return what was bought with the ticket; empty when there is none of this hash for the room that has a use left
     */
    Optional<String> redeemTicket(String hash, RoomId room, Instant now);

    /** Takes all uses that a ticket has left; durable when it returns. */
    void spendTicket(String hash);

    /** The ticket as it is now; takes no use of it. */
    Optional<StoredTicket> findTicket(String hash);
}
