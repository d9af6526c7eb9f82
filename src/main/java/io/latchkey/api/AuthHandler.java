package io.latchkey.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An optional CDI bean that knows credentials which neither this server nor a trusted issuer made: another system's
 * session ids, its opaque tokens. Asked last, once for each try to enter, and never about what looks like a token, an
 * API key or a ticket of this server.
 *
 * <p>Called by a thread of its own kind, at most 16 at once and with a request context, so that it may wait for a
 * database or another server; after {@code latchkey.auth.handler-timeout} the thread is interrupted. An answer that
 * comes later, {@code null} and an exception all refuse the caller with {@code auth_unavailable}.
 */
@FunctionalInterface
public interface AuthHandler {
    /**
     * Whose credential it is and what it opens.
     *
     * @param auth as the client sent it, at most 8 KB; never log it
     * @param settings every setting in force that is no secret, by name ({@code latchkey.public-url}, ...)
     */
    Answer authenticate(String auth, RoomId room, Map<String, String> settings);

    /** What the handler says of a credential. */
    sealed interface Answer permits Accepted, Refused, Forbidden {}

    /**
     * Somebody known.
     *
     * @param userId 1-128 characters, not {@code key:...}
     * @param user the public face shown to members, at most 2 KB; its {@code id} becomes {@code userId}
     * @param groups for mutators and hooks: the policy is not asked
     * @param grants all that it opens; none is {@code forbidden}
     * @param data for mutators and hooks, at most 4 KB, never shown to members
     * @param expiresAt the socket is closed then; empty: {@code latchkey.token.ttl} from now. Never more than
     *     {@code latchkey.token.max-ttl} from now
     */
    record Accepted(
            String userId,
            JsonObject user,
            Set<String> groups,
            List<Grant> grants,
            JsonObject data,
            Optional<Instant> expiresAt)
            implements Answer {
        public Accepted {
            groups = Set.copyOf(groups);
            grants = List.copyOf(grants);
        }

        /** The user with these rights in this room, and nothing more to say. */
        public static Accepted of(String userId, RoomId room, Access access) {
            return new Accepted(
                    userId,
                    JsonValue.EMPTY_JSON_OBJECT,
                    Set.of(),
                    List.of(Grant.of(room.value(), access)),
                    JsonValue.EMPTY_JSON_OBJECT,
                    Optional.empty());
        }
    }

    /**
     * The credential is not valid: {@code invalid_token}.
     *
     * @param reason for a person; the caller may see it
     */
    record Refused(String reason) implements Answer {}

    /**
     * The credential is valid and opens nothing here: {@code forbidden}.
     *
     * @param reason for a person; the caller may see it
     */
    record Forbidden(String reason) implements Answer {}
}
