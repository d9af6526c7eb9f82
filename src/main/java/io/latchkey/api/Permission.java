package io.latchkey.api;

import java.util.Optional;
import java.util.regex.Pattern;

/** One right in a room, under the name that tokens and policies use for it. */
public record Permission(String name) {
    private static final String MUTATE = "mutate:";

    /** Stands before the constants, whose constructor uses it. */
    private static final Pattern FORM =
            Pattern.compile("room:(read|write|admin)|presence:write|broadcast:send|mutate:[A-Za-z0-9._-]{1,64}");

    /** Join, receive state, presence and broadcasts. */
    public static final Permission ROOM_READ = new Permission("room:read");
    /** Run every mutation. */
    public static final Permission ROOM_WRITE = new Permission("room:write");
    /** Everything in the room, and the administrative calls for it. */
    public static final Permission ROOM_ADMIN = new Permission("room:admin");

    public static final Permission PRESENCE_WRITE = new Permission("presence:write");
    public static final Permission BROADCAST_SEND = new Permission("broadcast:send");

    /** @throws IllegalArgumentException when there is no such permission; {@link #parse} for untrusted text */
    public Permission {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("not a permission");
        }
    }

    /** The right to run one mutation. */
    public static Permission mutate(String mutation) {
        return new Permission(MUTATE + mutation);
    }

    public static Optional<Permission> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Permission(text)) : Optional.empty();
    }

    public boolean isMutate() {
        return name.startsWith(MUTATE);
    }

    @Override
    public String toString() {
        return name;
    }
}
