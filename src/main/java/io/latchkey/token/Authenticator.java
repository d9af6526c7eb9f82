package io.latchkey.token;

import io.latchkey.access.RightsSource;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.store.StoreException;
import io.latchkey.token.Credential.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The one way from a credential into a room, for handshakes, first messages, REST and re-authentication. A verdict on a
 * credential of ours is there at once, one that others give comes later, on a thread that must not be held; none
 * completes exceptionally. For use by many threads.
 */
public final class Authenticator {
    private static final Logger LOG = System.getLogger(Authenticator.class.getName());

    private final TokenVerifier tokens;
    private final CallerTokens callers;
    private final ForeignCredentials foreign;
    private final OwnCredentials own;
    private final RightsSource rights;
    private final Tickets tickets;
    private final AdmissionHooks hooks;

    /** @param issuer {@code iss} of our own tokens */
    public Authenticator(
            TokenVerifier tokens,
            CallerTokens callers,
            ForeignCredentials foreign,
            Tickets tickets,
            String issuer,
            RightsSource rights,
            AdmissionHooks hooks) {
        this.tokens = tokens;
        this.callers = callers;
        this.foreign = foreign;
        this.own = new OwnCredentials(issuer);
        this.rights = rights;
        this.tickets = tickets;
        this.hooks = hooks;
    }

    /** A caller whom the container knows, through the policy; asked only where no credential was sent on purpose. */
    public Verdict authenticate(Caller caller, RoomId room) {
        try {
            Verdict verdict = callers.authenticate(caller, room);
            return verdict instanceof Verdict.Authenticated known ? admit(known.auth(), room) : verdict;
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /** Who the credential names, and whether it opens the room. */
    public CompletionStage<Verdict> authenticate(Credential credential, RoomId room) {
        return authenticateAll(List.of(credential), room);
    }

    /** As with one; several must name one user, and the one whose kind comes last gives the rights. */
    public CompletionStage<Verdict> authenticateAll(List<Credential> credentials, RoomId room) {
        List<Credential> inOrder = credentials.stream()
                .sorted(Comparator.comparing(Credential::kind))
                .toList();
        return next(inOrder.iterator(), Optional.empty(), room);
    }

    private CompletionStage<Verdict> next(Iterator<Credential> rest, Optional<AuthData> last, RoomId room) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedFuture(
                    last.map(auth -> admit(auth, room)).orElseGet(() -> new Refused(Code.CREDENTIALS_REQUIRED)));
        }
        return identify(rest.next(), room).thenCompose(verdict -> {
            if (!(verdict instanceof Verdict.Authenticated accepted)) {
                return CompletableFuture.completedFuture(verdict);
            }
            AuthData auth = accepted.auth();
            return last.filter(other -> !other.userId().equals(auth.userId())).isPresent()
                    ? CompletableFuture.completedFuture(new Refused(Code.USER_MISMATCH))
                    : next(rest, Optional.of(auth), room);
        });
    }

    /** Others are asked only about what is not ours by the look of it. */
    private CompletionStage<Verdict> identify(Credential credential, RoomId room) {
        if (credential.kind() == Kind.TICKET) {
            return CompletableFuture.completedFuture(redeem(credential, room));
        }
        Verdict verdict = verify(credential);
        return isForeign(verdict, credential.text())
                ? foreign.authenticate(credential.text(), room)
                : CompletableFuture.completedFuture(verdict);
    }

    private boolean isForeign(Verdict verdict, String text) {
        return verdict instanceof Refused refused
                && refused.code() == Code.INVALID_TOKEN
                && text.length() <= TokenFormat.MAX_TOKEN
                && !own.looksLike(text);
    }

    /** A ticket is good for one room, and trying takes a use of it. */
    private Verdict redeem(Credential credential, RoomId room) {
        try {
            return tickets.redeem(credential.text(), room);
        } catch (StoreException e) {
            return unavailable(e);
        }
    }

    /**
     * Who a trusted issuer's token names, where it stands in place of a login; what looks like ours is refused. Nobody
     * is admitted to a room by this.
     */
    public CompletionStage<Verdict> login(String token) {
        boolean ours = token.length() > TokenFormat.MAX_TOKEN || own.looksLike(token);
        return ours
                ? CompletableFuture.completedFuture(
                        new Refused(Code.INVALID_TOKEN, "This is not a login: send the login's own credential here."))
                : foreign.identify(token).thenApply(this::fitting);
    }

    private Verdict fitting(Verdict verdict) {
        try {
            Verdict current = verdict instanceof Verdict.Authenticated known ? unlessEnded(known) : verdict;
            return current instanceof Verdict.Authenticated kept ? hooks.fitting(kept.auth()) : current;
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /** Who the token names, whatever the room; every kind of credential is decided here. */
    public Verdict verify(Credential credential) {
        try {
            Verdict verdict = tokens.verify(credential.text(), credential.from());
            return verdict instanceof Verdict.Authenticated known ? unlessEnded(known) : verdict;
        } catch (StoreException e) {
            return unavailable(e);
        }
    }

    private Verdict unlessEnded(Verdict.Authenticated known) {
        Optional<Code> end = rights.endOf(known.auth());
        return end.isPresent() ? new Refused(end.get()) : known;
    }

    /** Admission, the last step for every kind of credential. */
    private Verdict admit(AuthData auth, RoomId room) {
        try {
            Optional<Code> end = rights.endOf(auth, room);
            if (end.isPresent()) {
                return new Refused(end.get());
            }
            if (hooks.fitting(auth) instanceof Refused misfit) {
                return misfit;
            }
            if (!mayRead(auth, room)) {
                return new Refused(Code.FORBIDDEN);
            }
            Verdict checked = hooks.check(auth, room);
            boolean shutOut = checked instanceof Verdict.Authenticated kept && !mayRead(kept.auth(), room);
            return shutOut ? new Refused(Code.FORBIDDEN) : checked;
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    private boolean mayRead(AuthData auth, RoomId room) {
        return rights.decide(auth, room).allows(Permission.ROOM_READ);
    }

    private static Verdict unavailable(RuntimeException e) {
        if (e instanceof StoreException) {
            return new Verdict.Unavailable("The database does not answer.");
        }
        LOG.log(Level.ERROR, "An application's hook failed; nobody is let in by it", e);
        return new Verdict.Unavailable("A part of the authentication failed.");
    }
}
