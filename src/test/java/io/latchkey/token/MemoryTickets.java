package io.latchkey.token;

import io.latchkey.api.RoomId;
import io.latchkey.store.StoredTicket;
import io.latchkey.store.TicketStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A database's tickets, in memory. */
final class MemoryTickets implements TicketStore {
    private final Map<String, StoredTicket> tickets = new HashMap<>();

    @Override
    public synchronized void addTicket(StoredTicket ticket, Instant forgotten) {
        tickets.values().removeIf(old -> old.expiresAt().isBefore(forgotten));
        tickets.put(ticket.hash(), ticket);
    }

    @Override
    public synchronized Optional<String> redeemTicket(String hash, RoomId room, Instant now) {
        Optional<StoredTicket> found = findTicket(hash)
                .filter(ticket -> ticket.room().equals(room) && ticket.uses() != 0)
                .filter(ticket -> ticket.expiresAt().isAfter(now));
        found.ifPresent(ticket -> {
            int left = ticket.uses() > 0 ? ticket.uses() - 1 : ticket.uses();
            tickets.put(hash, new StoredTicket(hash, room, ticket.auth(), left, ticket.expiresAt()));
        });
        return found.map(StoredTicket::auth);
    }

    @Override
    public synchronized void spendTicket(String hash) {
        findTicket(hash)
                .ifPresent(ticket ->
                        tickets.put(hash, new StoredTicket(hash, ticket.room(), ticket.auth(), 0, ticket.expiresAt())));
    }

    @Override
    public synchronized Optional<StoredTicket> findTicket(String hash) {
        return Optional.ofNullable(tickets.get(hash));
    }

    /** Everything that is kept, to look for what should not be. */
    synchronized String dump() {
        return tickets.toString();
    }
}
