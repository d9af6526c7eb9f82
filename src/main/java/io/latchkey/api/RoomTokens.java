package io.latchkey.api;

/**
 * Room tokens for an application that decides itself who may do what: a CDI bean to inject. Safe for use by many
 * threads.
 */
public interface RoomTokens {
    /**
     * A token for the user, good from now on, for {@code latchkey.token.ttl} where the request names no life.
     *
     * @throws IllegalArgumentException when no room would take such a token; the message says why
     */
    String issue(TokenRequest request);
}
