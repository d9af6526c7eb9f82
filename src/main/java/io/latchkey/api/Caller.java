package io.latchkey.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller whom Jakarta Security knows, as the edges hand it to the engine.
 *
 * @param session random id of the login session, never the container's
 * @param began what of the control sequence was in force when the session began, when that is known: a logout of the
 *     user ends the sessions that began before it
 * @param user what the login says about the caller that other members may see: {@code name}, {@code email}, {@code
 *     avatar}
 * @param authTime when the caller last proved who they are, as {@code auth_time} of OpenID Connect
 * @param acr how, as {@code acr} of OpenID Connect
 */
public record Caller(
        String name,
        Set<String> groups,
        String session,
        Optional<ControlSequence> began,
        JsonObject user,
        Optional<Instant> authTime,
        Optional<String> acr) {
    /**
     * The request attribute under which the edges find a {@code Supplier<Optional<Caller>>}. It throws an {@link
     * UnavailableException} while a login provider that must be asked does not answer.
     */
    public static final String ATTRIBUTE = "io.latchkey.caller";

    /** Nobody can say now who the caller is; what was known before may no longer hold. */
    public static final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** @param detail for a person; holds no credential */
        public UnavailableException(String detail, Throwable cause) {
            super(detail, cause);
        }
    }

    public Caller {
        groups = Set.copyOf(groups);
    }

    /** A caller of whose session no beginning is known. */
    public Caller(String name, Set<String> groups, String session) {
        this(name, groups, session, Optional.empty());
    }

    /** A caller of whom no more is known. */
    public Caller(String name, Set<String> groups, String session, Optional<ControlSequence> began) {
        this(name, groups, session, began, JsonValue.EMPTY_JSON_OBJECT, Optional.empty(), Optional.empty());
    }

    /** The caller behind the value of the request attribute; empty when the container knows nobody. */
    public static Optional<Caller> of(@Nullable Object attribute) {
        return attribute instanceof Supplier<?> supplier
                        && supplier.get() instanceof Optional<?> found
                        && found.orElse(null) instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }
}
