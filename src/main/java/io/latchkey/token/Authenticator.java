package io.latchkey.token;

import io.latchkey.access.RightsSource;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.store.StoreException;
import io.latchkey.token.Credential.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The one way from a credential into a room, for handshakes, first messages, REST and re-authentication. For use by
 * many threads.
 */
public final class Authenticator {
    private final TokenVerifier tokens;
    private final CallerTokens callers;
    private final RightsSource rights;
    private final Tickets tickets;

    public Authenticator(TokenVerifier tokens, CallerTokens callers, RightsSource rights, Tickets tickets) {
        this.tokens = tokens;
        this.callers = callers;
        this.rights = rights;
        this.tickets = tickets;
    }

    /** A caller whom the container knows, through the policy; asked only where no credential was sent on purpose. */
    public Verdict authenticate(Caller caller, RoomId room) {
        try {
            Verdict verdict = callers.authenticate(caller, room);
            return verdict instanceof Verdict.Authenticated known ? admit(known.auth(), room) : verdict;
        } catch (StoreException e) {
            return new Verdict.Unavailable("The database does not answer.");
        }
    }

    /** Who the credential names, and whether it opens the room. */
    public Verdict authenticate(Credential credential, RoomId room) {
        return authenticateAll(List.of(credential), room);
    }

    /** As with one; several must name one user, and the one whose kind comes last gives the rights. */
    public Verdict authenticateAll(List<Credential> credentials, RoomId room) {
        Optional<AuthData> last = Optional.empty();
        for (Credential credential : credentials.stream()
                .sorted(Comparator.comparing(Credential::kind))
                .toList()) {
            Verdict verdict = verify(credential, room);
            if (!(verdict instanceof Verdict.Authenticated accepted)) {
                return verdict;
            }
            AuthData auth = accepted.auth();
            if (last.filter(other -> !other.userId().equals(auth.userId())).isPresent()) {
                return new Refused(Code.USER_MISMATCH);
            }
            last = Optional.of(auth);
        }
        return last.map(auth -> admit(auth, room)).orElseGet(() -> new Refused(Code.CREDENTIALS_REQUIRED));
    }

    /** A ticket is good for one room, and trying takes a use of it. */
    private Verdict verify(Credential credential, RoomId room) {
        if (credential.kind() != Kind.TICKET) {
            return verify(credential);
        }
        try {
            return tickets.redeem(credential.text(), room);
        } catch (StoreException e) {
            return new Verdict.Unavailable("The database does not answer.");
        }
    }

    /** Who the token names, whatever the room; every kind of credential is decided here. */
    public Verdict verify(Credential credential) {
        try {
            Verdict verdict = tokens.verify(credential.text(), credential.from());
            return verdict instanceof Verdict.Authenticated known ? unlessEnded(known) : verdict;
        } catch (StoreException e) {
            return new Verdict.Unavailable("The database does not answer.");
        }
    }

    private Verdict unlessEnded(Verdict.Authenticated known) {
        Optional<Code> end = rights.endOf(known.auth());
        return end.isPresent() ? new Refused(end.get()) : known;
    }

    /** Admission, the last step for every kind of credential. */
    private Verdict admit(AuthData auth, RoomId room) {
        Optional<Code> end = rights.endOf(auth, room);
        if (end.isPresent()) {
            return new Refused(end.get());
        }
        return rights.rightsOf(auth, room).allows(Permission.ROOM_READ)
                ? new Verdict.Authenticated(auth)
                : new Refused(Code.FORBIDDEN);
    }
}
