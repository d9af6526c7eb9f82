package io.latchkey.room;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The members of a room by connection, and those who were here a moment ago. Confined to the room's task. */
final class Members {
    /** How long a client may be away and keep its place: neither left nor joined. */
    private static final Duration COMES_BACK = Duration.ofSeconds(25);

    private record Away(String connection, Instant since) {}

    private final Presences presences;
    private final Map<String, Member> here = new LinkedHashMap<>();
    private final Map<ClientRecord.Key, Away> away = new LinkedHashMap<>();

    Members(Presences presences) {
        this.presences = presences;
    }

    /** A view. */
    Collection<Member> all() {
        return here.values();
    }

    boolean isHere(Member member) {
        return member.equals(here.get(member.connection()));
    }

    /** Whether nobody is here or expected back. */
    boolean isEmpty() {
        return here.isEmpty() && away.isEmpty();
    }

    /** The name for a client's connection: the one it had, when it is here or was a moment ago. */
    String connectionOf(ClientRecord client) {
        Away before = away.remove(client.key());
        return client.member()
                .map(Member::connection)
                .orElseGet(() -> before == null ? UUID.randomUUID().toString() : before.connection());
    }

    void join(Member member) {
        here.put(member.connection(), member);
        presences.join(member.connection(), member.auth().user().toString());
    }

    /** The connection is gone; false when another has its place by now. */
    boolean leave(Member member, ClientRecord.Key key, Instant now) {
        boolean wasHere = here.remove(member.connection(), member);
        if (wasHere) {
            away.put(key, new Away(member.connection(), now));
        }
        return wasHere;
    }

    /** Gives up who did not come back; whether there was anybody. */
    boolean forgetAway(Instant now) {
        return away.values().removeIf(gone -> {
            boolean over = now.isAfter(gone.since().plus(COMES_BACK));
            if (over) {
                presences.leave(gone.connection());
            }
            return over;
        });
    }
}
