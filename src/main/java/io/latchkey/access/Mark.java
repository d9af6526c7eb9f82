package io.latchkey.access;

import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import java.time.Instant;
import java.util.Optional;

/**
 * A not-before in force: credentials of its target that are older count no more, and under a block no newer ones either.
 *
 * @param number its place in the control sequence
 * @param issuedBefore when given, {@code iat} decides for every credential, else the control sequence of our own tokens
 *     does, whatever the clocks say
 * @param blockedUntil when a block ends by itself
 */
public record Mark(
        long number,
        Target target,
        Mode mode,
        Instant effectiveAt,
        Optional<Instant> issuedBefore,
        Optional<Instant> blockedUntil) {
    /** What becomes of a connection that is ended, and of those who come back. */
    public enum Mode {
        REAUTHENTICATE,
        DISCONNECT,
        /** Nothing is issued to, or accepted from, the target. */
        BLOCK,
        /** Also the login itself has ended: its session gets no token any more. */
        LOGOUT
    }

    /** Whose access ends: all that is named must match. */
    public record Target(
            Optional<String> user,
            Optional<String> room,
            Optional<String> session,
            Optional<String> token,
            boolean all) {
        /** Whether user, session and token are those that are named; says nothing of the room. */
        public boolean names(String userId, String sessionId, String tokenId) {
            return (user.isEmpty() || user.get().equals(userId))
                    && (session.isEmpty() || session.get().equals(sessionId))
                    && (token.isEmpty() || token.get().equals(tokenId));
        }
    }

    /** Whether the credential counts no more in the room, blocks aside. */
    public boolean covers(AuthData auth, RoomId room) {
        return (target.room().isEmpty() || target.room().get().equals(room.value()))
                && target.names(auth.userId(), auth.session(), auth.tokenId())
                && isOlder(auth);
    }

    boolean isOlder(AuthData auth) {
        if (issuedBefore.isPresent()) {
            return !auth.issuedAt().isAfter(issuedBefore.get());
        }
        Optional<ControlSequence> sequence = auth.controlSequence();
        return sequence.isPresent()
                ? sequence.get().number() < number
                : !auth.issuedAt().isAfter(effectiveAt);
    }

    boolean isBlocking(long nowMillis) {
        return mode == Mode.BLOCK
                && (blockedUntil.isEmpty() || blockedUntil.get().toEpochMilli() > nowMillis);
    }

    /** Whether whatever this one ends, the other ends, too. */
    boolean isWithin(Mark later) {
        boolean plain = mode != Mode.BLOCK && issuedBefore.isEmpty() && later.issuedBefore.isEmpty();
        return plain
                && target.equals(later.target)
                && number < later.number
                && !effectiveAt.isAfter(later.effectiveAt)
                && (mode == later.mode || mode != Mode.LOGOUT);
    }
}
