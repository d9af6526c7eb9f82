package io.latchkey.access;

import java.util.Locale;
import java.util.Optional;

/** Which administrative calls somebody may make: those of an API key, or of a role of the container. */
public enum Scope {
    PROVISION,
    TOKENS,
    INVALIDATE,
    CONNECTIONS,
    ROOMS,
    AUDIT,
    METRICS,
    KEYS,
    /** {@code *}: every call, those of later versions too. */
    ALL;

    private static final String EVERY = "*";

    public static Optional<Scope> parse(String text) {
        for (Scope scope : values()) {
            if (scope.toString().equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /** Whether holding this scope is enough where the other is asked for. */
    public boolean includes(Scope other) {
        return this == ALL || this == other;
    }

    /** The name on the wire. */
    @Override
    public String toString() {
        return this == ALL ? EVERY : name().toLowerCase(Locale.ROOT);
    }
}
