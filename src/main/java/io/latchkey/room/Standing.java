package io.latchkey.room;

import io.latchkey.api.AuthData;
import io.latchkey.protocol.Code;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a member's credential still stands: until it expires, or until another is demanded and does not come in time.
 * Safe for use by many threads.
 */
final class Standing {
    /** Another credential is wanted, and nothing of the room is sent before it is there. */
    private record Demand(Code code, Instant due) {}

    private final Duration leeway;
    private final Clock clock;
    private volatile AuthData auth;
    private volatile boolean toldOfEnd;
    private volatile @Nullable Demand demand;

    Standing(AuthData auth, Duration leeway, Clock clock) {
        this.auth = auth;
        this.leeway = leeway;
        this.clock = clock;
    }

    AuthData auth() {
        return auth;
    }

    /** Changes the credential in place; its version counts on. */
    void renew(AuthData fresh) {
        auth = fresh.withVersion(auth.version() + 1);
        toldOfEnd = false;
        demand = null;
    }

    /** Silences the member until it is renewed, or time is up. */
    void demandAnother(Code code, Duration within) {
        demand = new Demand(code, clock.instant().plus(within));
    }

    boolean isMuted() {
        return demand != null;
    }

    /** Why nothing more is taken from, or sent to, the member (guarantee G6), when that is so. */
    Optional<Code> end() {
        Demand open = demand;
        Instant now = clock.instant();
        if (open != null && !now.isBefore(open.due())) {
            return Optional.of(open.code());
        }
        return now.isAfter(auth.expiresAt().plus(leeway)) ? Optional.of(Code.TOKEN_EXPIRED) : Optional.empty();
    }

    /** Whether the member must now be asked for a fresh credential; true once for each. */
    boolean asksForFresh() {
        if (toldOfEnd || isMuted() || !clock.instant().isAfter(auth.expiresAt())) {
            return false;
        }
        toldOfEnd = true;
        return true;
    }

    /** How long a member may stay behind the end of its credential, in seconds. */
    long leewaySeconds() {
        return leeway.toSeconds();
    }
}
