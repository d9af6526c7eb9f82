package io.latchkey.access;

import io.latchkey.api.AuthData;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The one place that says what somebody may do, for handshakes, mutations and REST alike: under the grants and the marks
 * of now. For use by many threads.
 */
public final class RightsSource {
    private static final Logger LOG = System.getLogger(RightsSource.class.getName());

    private final LivePolicy policy;
    private final Marks marks;
    private final Clock clock;

    public RightsSource(LivePolicy policy, Marks marks, Clock clock) {
        this.policy = policy;
        this.marks = marks;
        this.clock = clock;
    }

    /**
     * The rights of now: none under a mark, and none while an application's {@code AccessPolicy} fails. Does not look at
     * when the credential ends.
     */
    public Rights rightsOf(AuthData auth, RoomId room) {
        try {
            return marks.find(auth, room).isPresent() ? Rights.NONE : decide(auth, room);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The application's AccessPolicy failed; nothing is granted", e);
            return Rights.NONE;
        }
    }

    /** Marks aside, for who can tell a failure apart: throws whatever an application's {@code AccessPolicy} throws. */
    public Rights decide(AuthData auth, RoomId room) {
        Rights rights = granted(auth, room);
        return auth.ceiling().map(rights::within).orElse(rights);
    }

    private Rights granted(AuthData auth, RoomId room) {
        if (auth.source() != AuthData.Source.POLICY) {
            return Rights.of(auth.userId(), room, auth.grants(), clock.instant());
        }
        boolean named = auth.grants().stream().anyMatch(grant -> grant.room().matches(room));
        List<Grant> grants = named ? policy.grantsOf(auth.userId(), auth.groups(), room) : List.of();
        return Rights.of(auth.userId(), room, grants, clock.instant());
    }

    /** Why the credential counts no more in the room, when it does not: {@code blocked}, else {@code token_revoked}. */
    public Optional<Code> endOf(AuthData auth, RoomId room) {
        return marks.find(auth, room).map(this::told);
    }

    /** Why the credential counts no more anywhere, when it does not. */
    public Optional<Code> endOf(AuthData auth) {
        return marks.find(auth).map(this::told);
    }

    private Code told(Mark mark) {
        return mark.isBlocking(clock.millis()) ? Code.BLOCKED : Code.TOKEN_REVOKED;
    }
}
