package io.latchkey.invalidation;

import io.latchkey.access.Mark.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an administrator, a logout or the holder of a token asks for.
 *
 * @param issuedBefore credentials issued up to then; empty: up to now
 * @param until when a block ends by itself
 * @param grace how long a connection may stay, silent, and bring another credential
 * @param by who asks, for the history
 */
public record Invalidation(
        Target target,
        Mode mode,
        Optional<Instant> issuedBefore,
        Optional<Instant> until,
        Duration grace,
        Optional<String> reason,
        String by) {

    /** Whose access ends; several must all match. */
    public record Target(
            Optional<String> user,
            Optional<String> room,
            Optional<String> session,
            Optional<String> token,
            Optional<String> connection,
            boolean all) {
        public static Target ofUser(String user) {
            return new Target(
                    Optional.of(user), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
        }

        public static Target ofRoom(String room) {
            return new Target(
                    Optional.empty(), Optional.of(room), Optional.empty(), Optional.empty(), Optional.empty(), false);
        }

        public static Target everybody() {
            return new Target(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);
        }

        public static Target ofSession(String session) {
            return new Target(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(session),
                    Optional.empty(),
                    Optional.empty(),
                    false);
        }

        public static Target ofToken(String token) {
            return new Target(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(token), Optional.empty(), false);
        }

        public static Target ofConnection(String connection) {
            return new Target(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(connection),
                    false);
        }
    }

    /** Ends access at once, with no reason and no grace. */
    public static Invalidation of(Target target, Mode mode, String by) {
        return new Invalidation(target, mode, Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty(), by);
    }
}
