package io.latchkey.token;

import io.latchkey.api.HandshakeInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A credential that the caller sent on purpose.
 *
 * @param from the request that brought it, as far as an application's hook may know it
 */
public record Credential(Kind kind, String text, HandshakeInfo from) {
    private static final String BEARER = "Bearer ";

    public Credential(Kind kind, String text) {
        this(kind, text, HandshakeInfo.NONE);
    }

    /**
     * What stands behind {@code Bearer} (RFC 6750 section 2.1) in the value of an {@code Authorization} header; empty for
     * another scheme.
     */
    public static Optional<String> bearer(@Nullable String authorization) {
        return Optional.ofNullable(authorization)
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    /** The same, brought by a request. */
    public Credential from(HandshakeInfo request) {
        return new Credential(kind, text, request);
    }

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
