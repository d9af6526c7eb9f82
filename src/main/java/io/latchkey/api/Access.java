package io.latchkey.api;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A preset of permissions; {@link #CUSTOM} describes any other set and can't be asked for. */
public enum Access {
    READ(Set.of(Permission.ROOM_READ, Permission.PRESENCE_WRITE)),
    WRITE(Set.of(Permission.ROOM_READ, Permission.PRESENCE_WRITE, Permission.ROOM_WRITE, Permission.BROADCAST_SEND)),
    ADMIN(Set.of(
            Permission.ROOM_READ,
            Permission.PRESENCE_WRITE,
            Permission.ROOM_WRITE,
            Permission.BROADCAST_SEND,
            Permission.ROOM_ADMIN)),
    CUSTOM(Set.of());

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<Permission> permissions;

    Access(Set<Permission> permissions) {
        this.permissions = permissions;
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    /** Reads a preset, or one of the aliases {@code read_write} and {@code join}. */
    public static Optional<Access> parse(String text) {
        return switch (text) {
            case "read", "join" -> Optional.of(READ);
            case "write", "read_write" -> Optional.of(WRITE);
            case "admin" -> Optional.of(ADMIN);
            default -> Optional.empty();
        };
    }

    /** The preset that has exactly these permissions, or {@link #CUSTOM}. */
    public static Access describing(Set<Permission> permissions) {
        for (Access preset : new Access[] {READ, WRITE, ADMIN}) {
            if (preset.permissions.equals(permissions)) {
                return preset;
            }
        }
        return CUSTOM;
    }

    /** The name on the wire. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
