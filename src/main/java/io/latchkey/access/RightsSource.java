package io.latchkey.access;

import io.latchkey.api.AuthData;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The one place that says what somebody may do, for handshakes, mutations and REST alike: under the grants and the marks
 * of now. For use by many threads.
 */
public final class RightsSource {
    private final LivePolicy policy;
    private final Marks marks;
    private final Clock clock;

    public RightsSource(LivePolicy policy, Marks marks, Clock clock) {
        this.policy = policy;
        this.marks = marks;
        this.clock = clock;
    }

    /** The rights of now; none under a mark. Does not look at when the credential ends. */
    public Rights rightsOf(AuthData auth, RoomId room) {
        if (marks.find(auth, room).isPresent()) {
            return Rights.NONE;
        }
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
