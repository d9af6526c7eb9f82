package io.latchkey.api;

/**
 * What a mutation does: all of it, or nothing. Works only inside a method that Latchkey's access check has let
 * through; otherwise every call fails with {@link IllegalStateException}.
 */
public interface WriteTransaction extends ReadTransaction {
    /** Who receives an event. */
    enum Audience {
        ALL,
        OTHERS,
        SELF
    }

    /**
     * Writes a value: a {@code JsonValue} as it is, anything else by JSON-B.
     *
     * @throws RuntimeException ends the mutation as {@code invalid_arguments} (a bad key) or {@code state_too_large}
     */
    void put(String key, Object value);

    void delete(String key);

    /** Sends an ephemeral event with the commit. */
    void emit(String event, Object data, Audience audience);

    /** Tells the author that the server did something else, on purpose. */
    void amended(String reason);

    /**
     * Ends the mutation without effect; the author is told code and detail. Never returns: write {@code throw
     * tx.reject(..)}.
     *
     * @param code told in {@code detail} under {@code mutation_rejected} unless it is one of the protocol's own
     */
    RuntimeException reject(String code, String detail);

    /** Data for the author, in the result. */
    void result(Object data);

    /** Runs after the mutation is durable, not on the room's task; what it throws is logged. */
    void afterCommit(Runnable action);
}
