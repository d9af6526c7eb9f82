package io.latchkey.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why something was refused: the one table behind REST problems, close codes, results, the client and the
 * documentation. A code without an HTTP status is told on sockets only, one without a close code never closes.
 */
public enum Code {
    CREDENTIALS_REQUIRED(401, 4401, Action.REAUTHENTICATE, "A credential is needed here."),
    CREDENTIALS_BAD_FORMAT(401, 4401, Action.REAUTHENTICATE, "The credential is not written as one."),
    MISSING_AUTHORIZATION_HEADER(401, 4401, Action.REAUTHENTICATE, "The Authorization header is missing."),
    INVALID_TOKEN(401, 4401, Action.REAUTHENTICATE, "The token is not valid."),
    TOKEN_WRONG_ROOM(401, 4401, Action.REAUTHENTICATE, "The ticket is for another room."),
    TICKET_SPENT(401, 4401, Action.REAUTHENTICATE, "The ticket is used up or has expired; get a new one."),
    INVALID_SECRET(500, 1011, Action.RETRY, "The server's key is not usable; an operator must look at its log."),
    AUTH_UNAVAILABLE(503, 4503, Action.RETRY, "The authentication service does not answer; try again later."),
    INTERNAL(500, 1011, Action.RETRY, "Something failed on the server; its log says what."),
    TOKEN_EXPIRED(401, 4419, Action.REAUTHENTICATE, "The token has expired; get a new one."),
    TOKEN_REVOKED(401, 4430, Action.REAUTHENTICATE, "The token was revoked; get a new one."),
    INVALIDATED(401, 4430, Action.REAUTHENTICATE, "Access was invalidated; get a new token."),
    LOGGED_OUT(401, 4440, Action.STOP, "The user was logged out."),
    BLOCKED(403, 4440, Action.STOP, "The user is blocked."),
    AUTH_TIMEOUT(408, 4408, Action.REAUTHENTICATE, "No credential came in time."),
    TOO_MANY_ATTEMPTS(429, 4429, Action.STOP, "Too many wrong credentials."),
    ORIGIN_DENIED(403, 4403, Action.STOP, "This Origin is not allowed; see latchkey.origins."),
    USER_MISMATCH(403, 4403, Action.STOP, "The credentials name different users."),
    FORBIDDEN(403, 4403, Action.STOP, "Nothing is granted here."),
    INSUFFICIENT_PERMISSION(403, 0, Action.NONE, "The right to do this is missing."),
    STEP_UP_REQUIRED(403, 0, Action.NONE, "A stronger or more recent login is needed."),
    UNKNOWN_MUTATION(422, 0, Action.NONE, "There is no mutation of this name."),
    INVALID_ARGUMENTS(422, 0, Action.NONE, "The arguments are not what the mutation takes."),
    MUTATION_REJECTED(422, 0, Action.NONE, "The mutation was refused by the application."),
    ROOM_RESET(422, 0, Action.NONE, "The room began anew before the mutation was applied."),
    STATE_TOO_LARGE(422, 0, Action.NONE, "The value, the mutation or the room would become too large."),
    OUTCOME_UNKNOWN(422, 0, Action.NONE, "The outcome is older than what is kept."),
    UNKNOWN_MESSAGE(400, 0, Action.NONE, "There is no message of this type."),
    PROTOCOL_ERROR(400, 4400, Action.STOP, "The message does not follow the protocol."),
    MUTATION_GAP(400, 4400, Action.STOP, "Mutation ids must follow one another without a gap."),
    INVALID_ROOM(400, 4404, Action.STOP, "This is not a room id."),
    ROOM_NOT_FOUND(404, 4404, Action.STOP, "There is no such room."),
    ROOM_CLOSED(410, 4410, Action.STOP, "The room is closed."),
    VERSION_UNSUPPORTED(426, 4406, Action.STOP, "Offer the subprotocol latchkey.v1."),
    REPLACED(409, 4409, Action.STOP, "The same client id connected again."),
    RATE_LIMITED(429, 4429, Action.RETRY, "Too much at once; wait and try again."),
    PAYLOAD_TOO_LARGE(413, 1009, Action.STOP, "The message is larger than the limit."),
    SLOW_CONSUMER(0, 4508, Action.RECONNECT, "The connection does not keep up."),
    MOVED(0, 4200, Action.RECONNECT, "Connect again, now."),
    DRAINING(503, 4503, Action.RETRY, "The server is shutting down; try again."),
    OVERLOADED(503, 4503, Action.RETRY, "The server can't do this now; try again later."),
    INVALID_REQUEST(400, 0, Action.NONE, "The request is not what this call takes."),
    NOT_FOUND(404, 0, Action.NONE, "There is nothing under this address."),
    METHOD_NOT_ALLOWED(405, 0, Action.NONE, "This address does not take this method."),
    UNSUPPORTED_MEDIA_TYPE(415, 0, Action.NONE, "Send application/json."),
    CONFLICT(409, 0, Action.NONE, "The request conflicts with what is there."),
    PRECONDITION_FAILED(412, 0, Action.NONE, "The state is not the one that the request names.");

    /** What a client does about it. */
    public enum Action {
        REAUTHENTICATE,
        RETRY,
        RECONNECT,
        STOP,
        NONE;

        /** The name on the wire. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final long RATE_WAIT_MS = 1000;
    private static final long SERVER_WAIT_MS = 2000;

    private final int status;
    private final int close;
    private final Action action;
    private final String message;

    Code(int status, int close, Action action, String message) {
        this.status = status;
        this.close = close;
        this.action = action;
        this.message = message;
    }

    public static Optional<Code> parse(String name) {
        for (Code code : values()) {
            if (code.toString().equals(name)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /** The HTTP status; 0 when the code is told on sockets only. */
    public int status() {
        return status;
    }

    /** The WebSocket close code; 0 when the code closes nothing. */
    public int close() {
        return close;
    }

    public Action action() {
        return action;
    }

    /** How long to wait before another try, in milliseconds; empty when it may be at once, or never. */
    public OptionalLong retryAfterMs() {
        return switch (this) {
            case RATE_LIMITED -> OptionalLong.of(RATE_WAIT_MS);
            case OVERLOADED, DRAINING, AUTH_UNAVAILABLE -> OptionalLong.of(SERVER_WAIT_MS);
            default -> OptionalLong.empty();
        };
    }

    /** One sentence for a person. */
    public String message() {
        return message;
    }

    /** The name on the wire. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
