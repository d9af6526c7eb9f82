package io.latchkey.api;

import jakarta.json.JsonObject;
import java.util.Optional;

/**
 * An optional CDI bean that says what the public face of a user must look like. Asked when a token is issued
 * ({@code invalid_request}) and again when any credential is used ({@code invalid_token}; {@code forbidden} for a caller
 * who sent none), so that a token made elsewhere brings in no other.
 *
 * <p>Called by many threads, request threads among them: answer at once. An exception or {@code null} refuses the caller
 * with {@code auth_unavailable}, or the request with {@code internal}.
 */
@FunctionalInterface
public interface UserSchema {
    /**
     * What is wrong with the object, for a person; empty when nothing is.
     *
     * @param user its {@code id} is always there, and the user id
     */
    Optional<String> problem(JsonObject user);
}
