package io.latchkey.token;

import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings.TicketSettings;
import io.latchkey.protocol.Code;
import io.latchkey.store.StoredTicket;
import io.latchkey.store.TicketStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Tickets: what somebody already authenticated buys for one room, to open a connection with where a token can't or
 * should not be sent. Whoever enters by one has all that it was bought with. For use by many threads.
 */
public final class Tickets {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int UNLIMITED = -1;
    /** So long it is told that a ticket has expired; later nobody knows it any more. */
    private static final Duration KEPT = Duration.ofMinutes(15);

    private final TicketStore store;
    private final Supplier<ControlSequence> sequence;
    private final TicketSettings settings;
    private final Clock clock;

    /** @param uses empty: until it expires */
    public record Ticket(String ticket, RoomId room, Instant expiresAt, OptionalInt uses) {
        /** What it is for; the ticket must not reach a log. */
        @Override
        public String toString() {
            return room + " until " + expiresAt;
        }
    }

    /** @param sequence the database's own control sequence; may throw {@code StoreException} */
    public Tickets(TicketStore store, Supplier<ControlSequence> sequence, TicketSettings settings, Clock clock) {
        this.store = store;
        this.sequence = sequence;
        this.settings = settings;
        this.clock = clock;
    }

    /** A ticket for somebody who may enter the room, ending no later than what it was bought with. */
    public Ticket issue(AuthData auth, RoomId room) {
        Instant now = clock.instant();
        Instant own = now.plus(settings.ttl());
        Instant end = (own.isBefore(auth.expiresAt()) ? own : auth.expiresAt()).truncatedTo(ChronoUnit.MILLIS);
        String ticket = RandomSecret.next();
        int uses = settings.uses().orElse(UNLIMITED);
        store.addTicket(
                new StoredTicket(RandomSecret.hash(ticket), room, AuthDataText.write(auth), uses, end),
                now.minus(KEPT).truncatedTo(ChronoUnit.MILLIS));
        return new Ticket(ticket, room, end, settings.uses());
    }

    /** Takes a use of the ticket, if it has one left for this room. */
    Verdict redeem(String ticket, RoomId room) {
        if (!FORM.matcher(ticket).matches()) {
            return new Refused(Code.INVALID_TOKEN);
        }
        String hash = RandomSecret.hash(ticket);
        Optional<String> bought = store.redeemTicket(hash, room, clock.instant());
        return bought.isPresent() ? current(AuthDataText.read(bought.get())) : new Refused(refusal(hash, room));
    }

    /** Takes all uses from a ticket, if it is one. */
    public void revoke(String ticket) {
        if (FORM.matcher(ticket).matches()) {
            store.spendTicket(RandomSecret.hash(ticket));
        }
    }

    /** Asked only of those refused: what is told helps whoever has the ticket, and nobody else. */
    private Code refusal(String hash, RoomId room) {
        Optional<StoredTicket> known = store.findTicket(hash);
        if (known.isEmpty()) {
            return Code.INVALID_TOKEN;
        }
        return known.get().room().equals(room) ? Code.TICKET_SPENT : Code.TOKEN_WRONG_ROOM;
    }

    /** Bought before a backup was restored, it counts as little as a token of that time. */
    private Verdict current(AuthData auth) {
        ControlSequence own = sequence.get();
        boolean foreign = auth.controlSequence()
                .filter(claimed -> !claimed.control().equals(own.control()) || claimed.number() > own.number())
                .isPresent();
        return foreign ? new Refused(Code.TOKEN_REVOKED) : new Verdict.Authenticated(auth);
    }
}
