package io.latchkey.token;

/** A credential that the caller sent on purpose. */
public record Credential(Kind kind, String text) {
    /** Where it stood; of several, the one whose kind comes last gives the rights. */
    public enum Kind {
        /** Not a token, but a ticket, in a handshake or a message. */
        TICKET,
        QUERY,
        SUBPROTOCOL,
        AUTHORIZATION,
        MESSAGE
    }

    /** The kind alone: the text must not reach a log. */
    @Override
    public String toString() {
        return kind.toString();
    }
}
