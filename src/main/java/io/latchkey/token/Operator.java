package io.latchkey.token;

import io.latchkey.access.Ceiling;
import io.latchkey.access.Scope;
import io.latchkey.access.UserIds;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes an administrative call, and how far that reaches.
 *
 * @param auth has {@code room:admin} wherever the operator reaches; its user is {@code key:<name>} for an API key
 * @param scopes none for somebody who is only the admin of a room
 * @param ceiling what whoever this operator provisions or makes keys for must stay below, too
 * @param until when the credential ends, if it ever does
 */
public record Operator(AuthData auth, Set<Scope> scopes, Ceiling ceiling, Optional<Instant> until) {
    public Operator {
        scopes = Set.copyOf(scopes);
    }

    /** The admin of one room, by a token or the policy. */
    public static Operator ofRoom(AuthData auth, RoomId room) {
        Ceiling ceiling = new Ceiling(List.of(RoomPattern.of(room)), Ceiling.NONE.max());
        return new Operator(auth, Set.of(), ceiling, Optional.of(auth.expiresAt()));
    }

    /** Somebody who may make no administrative call, but one about his own token. */
    public static Operator ofNothing(AuthData auth) {
        return new Operator(auth, Set.of(), Ceiling.NONE, Optional.of(auth.expiresAt()));
    }

    /** Who it is, for records: a user id, or {@code key:<name>}. */
    public String userId() {
        return auth.userId();
    }

    /** Whether it is an API key, and so nobody who could enter a room as himself. */
    public boolean isKey() {
        return !UserIds.isUserId(userId());
    }

    public boolean has(Scope scope) {
        return scopes.stream().anyMatch(own -> own.includes(scope));
    }

    /** Whether calls about this room are for this operator; lists leave the others out. */
    public boolean reaches(RoomId room) {
        return ceiling.reaches(room);
    }

    /** Whether calls about no room in particular, all rooms that is, are for this operator. */
    public boolean reachesEveryRoom() {
        return ceiling.rooms().isEmpty();
    }

    /** As what the operator takes part in a room: with no more than the ceiling. */
    public AuthData member() {
        return auth.withGrants(ceiling.granting(ceiling.max()));
    }

    /** Whether a key on these terms could do nothing that this operator can't, and not for longer. */
    boolean covers(ApiKey.Terms terms) {
        boolean ends = until.isEmpty()
                || terms.expiresAt().filter(end -> !end.isAfter(until.get())).isPresent();
        return ends && terms.scopes().stream().allMatch(this::has) && ceiling.covers(terms.ceiling());
    }
}
