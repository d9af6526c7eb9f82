package io.latchkey.api;

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
 */
public record Caller(String name, Set<String> groups, String session, Optional<ControlSequence> began) {
    /** The request attribute under which the edges find a {@code Supplier<Optional<Caller>>}. */
    public static final String ATTRIBUTE = "io.latchkey.caller";

    /** A caller of whose session no beginning is known. */
    public Caller(String name, Set<String> groups, String session) {
        this(name, groups, session, Optional.empty());
    }

    public Caller {
        groups = Set.copyOf(groups);
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
