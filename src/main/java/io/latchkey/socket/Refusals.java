package io.latchkey.socket;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage;
import io.latchkey.protocol.ServerMessage.Failure;
import io.latchkey.protocol.ServerMessage.Unauthorized;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** What a socket that is no member is told. One writer at a time; safe for use by many threads. */
final class Refusals {
    private static final Logger LOG = System.getLogger(Refusals.class.getName());

    private final Connection connection;
    private final Consumer<Code> told;

    /** @param told hears each refusal */
    Refusals(Connection connection, Consumer<Code> told) {
        this.connection = connection;
        this.told = told;
    }

    /** Tells why, and closes. */
    void refuse(Code code) {
        tell(code);
        close(code);
    }

    /** {@code unauthorized} when it is about who somebody is, {@code error} for everything else. */
    void tell(Code code) {
        told.accept(code);
        send(message(code));
    }

    static ServerMessage message(Code code) {
        return switch (code) {
            case USER_MISMATCH, BLOCKED, TOO_MANY_ATTEMPTS, AUTH_TIMEOUT -> new Unauthorized(code, code.message());
            default -> code.status() == 401 ? new Unauthorized(code, code.message()) : Failure.of(code);
        };
    }

    synchronized void send(ServerMessage message) {
        try {
            connection.send(message.encode());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "A refusal could not be told", e);
        }
    }

    void close(Code code) {
        connection.close(code.close(), code.toString());
    }
}
