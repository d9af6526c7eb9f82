package io.latchkey.audit;

import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import io.latchkey.protocol.Code;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something worth an entry. Immutable: each method gives another event with that added. Nothing of it may be a
 * credential; what names one is the token's or the key's id.
 *
 * @param user whom it is about; who did it is the detail {@code by} where that is somebody else
 * @param details further strings by name
 */
public record AuditEvent(Kind kind, Optional<String> user, Optional<String> room, Map<String, String> details) {
    /** The one detail that is a number. */
    static final String COUNT = "count";

    private static final int MAX_TEXT = 512;
    private static final int MAX_NAME = 128;

    /** What happened. */
    public enum Kind {
        /** A token or ticket was given out. */
        ISSUED,
        /** A credential was not accepted, or nothing was granted. */
        REFUSED,
        /** Somebody known was not allowed what he tried. */
        DENIED,
        INVALIDATED,
        /** A block was lifted. */
        UNBLOCKED,
        /** One token or ticket was revoked. */
        REVOKED,
        /** An administrative call was made with an API key or by an administrator. */
        KEY_USED,
        KEY_CREATED,
        KEY_DELETED,
        /** The signing key was changed. */
        KEYS_ROTATED,
        /** A room was created, closed, opened, deleted or given a new epoch. */
        ROOM_CHANGED,
        GRANTS_CHANGED,
        POLICY_CHANGED,
        LOGGED_IN,
        LOGGED_OUT,
        /** Entries were lost, because more came than could be written. */
        DROPPED;

        /** The name in the log. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AuditEvent {
        user = user.map(name -> cut(name, MAX_NAME));
        room = room.map(name -> cut(name, MAX_NAME));
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    public static AuditEvent of(Kind kind) {
        return new AuditEvent(kind, Optional.empty(), Optional.empty(), Map.of());
    }

    /** A credential for a room was given out. */
    public static AuditEvent issued(String user, RoomId room, String access) {
        return of(Kind.ISSUED).user(user).room(room).with("access", access);
    }

    /** A credential for rooms was given out. */
    public static AuditEvent issued(String user, RoomPattern rooms, String access) {
        AuditEvent event = of(Kind.ISSUED).user(user).with("access", access);
        return new AuditEvent(event.kind, event.user, Optional.of(rooms.toString()), event.details);
    }

    /** A credential, or a caller, was refused. */
    public static AuditEvent refused(Code code) {
        return of(Kind.REFUSED).code(code);
    }

    /** Somebody known was not allowed something. */
    public static AuditEvent denied(String user, RoomId room, String action, Code code) {
        return of(Kind.DENIED).user(user).room(room).with("action", action).code(code);
    }

    public AuditEvent user(String id) {
        return new AuditEvent(kind, Optional.of(id), room, details);
    }

    public AuditEvent room(RoomId id) {
        return new AuditEvent(kind, user, Optional.of(id.value()), details);
    }

    /** All rooms of a pattern. */
    public AuditEvent rooms(RoomPattern pattern) {
        return new AuditEvent(kind, user, Optional.of(pattern.value()), details);
    }

    /** Who did it: a user id, or {@code key:<name>}. */
    public AuditEvent by(String actor) {
        return with("by", actor);
    }

    /** From where. */
    public AuditEvent address(String address) {
        return with("address", address);
    }

    public AuditEvent code(Code code) {
        return with("code", code.toString());
    }

    /** Why, in the words of who did it. */
    public AuditEvent reason(String reason) {
        return with("reason", reason);
    }

    /** How often it was, when one entry stands for several. */
    AuditEvent counted(long count) {
        return with(COUNT, Long.toString(count));
    }

    /** One more detail; a long one is cut. */
    public AuditEvent with(String name, String value) {
        Map<String, String> more = new TreeMap<>(details);
        more.put(name, cut(value, MAX_TEXT));
        return new AuditEvent(kind, user, room, more);
    }

    /** Not in the middle of a character. */
    private static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }
}
