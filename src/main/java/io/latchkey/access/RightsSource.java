package io.latchkey.access;

import io.latchkey.api.AuthData;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** The one place that says what somebody may do, for handshakes, mutations and REST alike. For use by many threads. */
public final class RightsSource {
    private static final Logger LOG = System.getLogger(RightsSource.class.getName());

    private final Supplier<Policy> policy;
    private final Clock clock;

    /** @param policy the policy of now, asked at every call */
    public RightsSource(Supplier<Policy> policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * The rights of now; none while an application's {@code AccessPolicy} fails. Does not look at when the credential
     * ends or whether it was revoked.
     */
    public Rights rightsOf(AuthData auth, RoomId room) {
        try {
            return decide(auth, room);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The application's AccessPolicy failed; nothing is granted", e);
            return Rights.NONE;
        }
    }

    /** The same, for who can tell a failure apart: throws whatever an application's {@code AccessPolicy} throws. */
    public Rights decide(AuthData auth, RoomId room) {
        Rights rights = granted(auth, room);
        return auth.ceiling().map(rights::within).orElse(rights);
    }

    private Rights granted(AuthData auth, RoomId room) {
        if (auth.source() != AuthData.Source.POLICY) {
            return Rights.of(auth.userId(), room, auth.grants(), clock.instant());
        }
        boolean named = auth.grants().stream().anyMatch(grant -> grant.room().matches(room));
        List<Grant> grants = named ? policy.get().grantsOf(auth.userId(), auth.groups()) : List.of();
        return Rights.of(auth.userId(), room, grants, clock.instant());
    }
}
