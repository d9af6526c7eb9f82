package io.latchkey.rest;

import io.latchkey.access.Mark.Mode;
import io.latchkey.access.UserIds;
import io.latchkey.api.RoomId;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.protocol.Code;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The body of {@code POST /invalidations}, read strictly: a typing error must not end, or spare, anybody's access. */
final class InvalidationRequest {
    static final Set<String> MEMBERS = Set.of(
            "user",
            "room",
            "session",
            "token",
            "connection",
            "all",
            "issuedBefore",
            "mode",
            "until",
            "grace",
            "reason",
            "dryRun");

    private static final int MAX_TEXT = 256;
    private static final long MAX_GRACE = 3600;

    private final JsonObject json;
    private final Instant now;

    InvalidationRequest(JsonObject json, Clock clock) {
        this.json = json;
        this.now = clock.instant();
    }

    Optional<RoomId> room() {
        return text("room").map(RoomIds::parse);
    }

    boolean isDryRun() {
        return flag("dryRun");
    }

    /** @param by who asks */
    Invalidation read(String by) {
        Target target = target();
        Mode mode = mode();
        if (mode == Mode.BLOCK && !isBlockable(target)) {
            throw refuse("block takes user, room, session, or user and room");
        }
        Optional<Instant> issuedBefore = time("issuedBefore");
        if (issuedBefore.filter(now::isBefore).isPresent()) {
            throw refuse("issuedBefore is in the future");
        }
        Optional<Instant> until = time("until");
        if (until.isPresent() && mode != Mode.BLOCK) {
            throw refuse("until goes with the mode block");
        }
        if (until.filter(end -> !end.isAfter(now)).isPresent()) {
            throw refuse("until is past");
        }
        Duration grace = grace();
        if (!grace.isZero() && mode != Mode.REAUTHENTICATE) {
            throw refuse("grace goes with the mode reauthenticate");
        }
        return new Invalidation(target, mode, issuedBefore, until, grace, text("reason"), by);
    }

    private Target target() {
        if (json.containsKey("all") && !flag("all")) {
            throw refuse("all can only be true");
        }
        Target target = new Target(
                text("user"),
                room().map(RoomId::value),
                text("session"),
                text("token"),
                text("connection"),
                flag("all"));
        if (target.user().filter(user -> !UserIds.isName(user)).isPresent()) {
            throw refuse("user is no user id");
        }
        boolean some = target.all()
                || List.of(target.user(), target.room(), target.session(), target.token(), target.connection()).stream()
                        .anyMatch(Optional::isPresent);
        if (!some) {
            throw refuse("name at least one of user, room, session, token, connection, all");
        }
        return target;
    }

    private static boolean isBlockable(Target target) {
        boolean other = target.token().isPresent() || target.connection().isPresent() || target.all();
        boolean session = target.session().isPresent();
        return !other
                && !(session && (target.user().isPresent() || target.room().isPresent()));
    }

    private Mode mode() {
        return switch (text("mode").orElse("reauthenticate")) {
            case "reauthenticate" -> Mode.REAUTHENTICATE;
            case "disconnect" -> Mode.DISCONNECT;
            case "block" -> Mode.BLOCK;
            default -> throw refuse("mode is reauthenticate, disconnect or block");
        };
    }

    private Duration grace() {
        JsonValue grace = json.get("grace");
        if (grace == null) {
            return Duration.ZERO;
        }
        if (grace instanceof JsonNumber seconds
                && seconds.isIntegral()
                && seconds.doubleValue() >= 0
                && seconds.doubleValue() <= MAX_GRACE) {
            return Duration.ofSeconds(seconds.longValue());
        }
        throw refuse("grace is a whole number of seconds from 0 to " + MAX_GRACE);
    }

    private boolean flag(String name) {
        JsonValue value = json.get(name);
        if (value != null && value != JsonValue.TRUE && value != JsonValue.FALSE) {
            throw refuse(name + " is true or false");
        }
        return value == JsonValue.TRUE;
    }

    private Optional<String> text(String name) {
        JsonValue value = json.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString string
                && !string.getString().isEmpty()
                && string.getString().length() <= MAX_TEXT
                && string.getString().chars().noneMatch(Character::isISOControl)) {
            return Optional.of(string.getString());
        }
        throw refuse(name + " is a string of 1 to " + MAX_TEXT + " characters");
    }

    private Optional<Instant> time(String name) {
        return text(name).map(time -> {
            try {
                return Instant.parse(time);
            } catch (DateTimeException e) {
                throw refuse(name + " is a time such as 2026-01-31T10:00:00Z");
            }
        });
    }

    private static RefusedRequest refuse(String detail) {
        return new RefusedRequest(Code.INVALID_REQUEST, detail + ".");
    }
}
