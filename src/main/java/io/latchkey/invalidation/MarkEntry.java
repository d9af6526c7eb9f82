package io.latchkey.invalidation;

import io.latchkey.access.Mark;
import io.latchkey.access.Mark.Mode;
import io.latchkey.protocol.Json;
import io.latchkey.store.ControlEntry;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An invalidation as the control feed keeps it. */
public record MarkEntry(Mark mark, Duration grace, Optional<String> reason, String by) {
    static final String KIND = "mark";

    public String id() {
        return Receipt.id(mark.number());
    }

    /** @param target with the connection's token in place of the connection */
    static String encode(Invalidation invalidation, Mark.Target target) {
        JsonObjectBuilder json = Json.object();
        target.user().ifPresent(user -> json.add("user", user));
        target.room().ifPresent(room -> json.add("room", room));
        target.session().ifPresent(session -> json.add("session", session));
        target.token().ifPresent(token -> json.add("token", token));
        if (target.all()) {
            json.add("all", true);
        }
        json.add("mode", invalidation.mode().name().toLowerCase(Locale.ROOT));
        invalidation.issuedBefore().ifPresent(time -> json.add("issuedBefore", time.toString()));
        invalidation.until().ifPresent(time -> json.add("until", time.toString()));
        json.add("grace", invalidation.grace().toSeconds());
        invalidation.reason().ifPresent(reason -> json.add("reason", reason));
        return json.add("by", invalidation.by()).build().toString();
    }

    static MarkEntry decode(ControlEntry entry) {
        JsonObject json = Json.trusted(entry.body()).asJsonObject();
        Mark.Target target = new Mark.Target(
                text(json, "user"),
                text(json, "room"),
                text(json, "session"),
                text(json, "token"),
                json.getBoolean("all", false));
        Mark mark = new Mark(
                entry.number(),
                target,
                Mode.valueOf(json.getString("mode").toUpperCase(Locale.ROOT)),
                entry.at(),
                text(json, "issuedBefore").map(Instant::parse),
                text(json, "until").map(Instant::parse));
        return new MarkEntry(
                mark, Duration.ofSeconds(json.getInt("grace", 0)), text(json, "reason"), json.getString("by", ""));
    }

    private static Optional<String> text(JsonObject json, String name) {
        return Optional.ofNullable(json.getString(name, null));
    }
}
