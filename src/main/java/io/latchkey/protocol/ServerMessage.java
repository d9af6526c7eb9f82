package io.latchkey.protocol;

import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** What the server sends: each message encodes itself as one line. Immutable. */
public sealed interface ServerMessage {
    /** The JSON object, without a line break. */
    String encode();

    /** @param timeout seconds until a credential must have come */
    record Hello(long timeout) implements ServerMessage {
        @Override
        public String encode() {
            return JsonLine.of("hello")
                    .string("protocol", "latchkey.v1")
                    .number("timeout", timeout)
                    .toString();
        }
    }

    /** @param expiresIn seconds; so is {@code refreshIn} */
    record Authenticated(JsonObject user, String access, List<String> permissions, long expiresIn, long refreshIn)
            implements ServerMessage {
        @Override
        public String encode() {
            return JsonLine.of("authenticated")
                    .raw("user", user.toString())
                    .string("access", access)
                    .array("permissions", quoted(permissions))
                    .number("expiresIn", expiresIn)
                    .number("refreshIn", refreshIn)
                    .toString();
        }
    }

    /**
     * The entry into a room.
     *
     * @param content the member {@code state} or {@code patch} with its JSON text
     * @param outcomes results as JSON text
     * @param members as JSON text
     * @param reset the room began anew since the client was last here
     */
    record Joined(
            String connection,
            String client,
            String epoch,
            long version,
            Map.Entry<String, String> content,
            boolean more,
            long lastMutation,
            Collection<String> outcomes,
            Collection<String> members,
            long heartbeat,
            String limits,
            boolean reset)
            implements ServerMessage {
        @Override
        public String encode() {
            JsonLine line = JsonLine.of("joined")
                    .string("connection", connection)
                    .string("client", client)
                    .string("epoch", epoch)
                    .number("version", version)
                    .raw(content.getKey(), content.getValue());
            if (more) {
                line.flag("more");
            }
            line.number("lastMutation", lastMutation)
                    .array("outcomes", outcomes)
                    .array("members", members)
                    .number("heartbeat", heartbeat)
                    .raw("limits", limits);
            return (reset ? line.flag("reset") : line).toString();
        }
    }

    /** @param state a JSON object's text */
    record State(String epoch, long version, boolean first, String state, boolean more) implements ServerMessage {
        @Override
        public String encode() {
            JsonLine line = JsonLine.of("state").string("epoch", epoch).number("version", version);
            if (first) {
                line.flag("first");
            }
            line.raw("state", state);
            return (more ? line.flag("more") : line).toString();
        }
    }

    /** @param writes JSON texts by key, empty for a deletion */
    record Poke(long from, long to, Map<String, Optional<String>> writes) implements ServerMessage {
        @Override
        public String encode() {
            return JsonLine.of("poke")
                    .number("from", from)
                    .number("to", to)
                    .raw("patch", patch(writes))
                    .toString();
        }

        /** The operations of {@code poke} and of {@code joined}. */
        public static String patch(Map<String, Optional<String>> writes) {
            StringBuilder text = new StringBuilder("[");
            writes.forEach((key, value) -> {
                text.append(text.length() > 1 ? "," : "");
                if (value.isPresent()) {
                    text.append("{\"op\":\"put\",\"key\":").append(Json.quote(key));
                    text.append(",\"value\":").append(value.get()).append('}');
                } else {
                    text.append("{\"op\":\"del\",\"key\":")
                            .append(Json.quote(key))
                            .append('}');
                }
            });
            return text.append(']').toString();
        }
    }

    /** @param data as JSON text */
    record Result(
            OptionalLong id,
            String outcome,
            OptionalLong version,
            Optional<Code> code,
            Optional<String> detail,
            Optional<String> data)
            implements ServerMessage {
        @Override
        public String encode() {
            return members(JsonLine.of("result"));
        }

        /** The same without {@code type}, as REST answers it. */
        public String body() {
            return members(new JsonLine());
        }

        /** Reads a result that {@link #encode} wrote. */
        public static Result parse(String text) {
            JsonObject json = Json.trusted(text).asJsonObject();
            return new Result(
                    number(json, "id"),
                    json.getString("outcome"),
                    number(json, "version"),
                    Optional.ofNullable(json.getString("code", null)).flatMap(Code::parse),
                    Optional.ofNullable(json.getString("detail", null)),
                    Optional.ofNullable(json.get("data")).map(Object::toString));
        }

        private static OptionalLong number(JsonObject json, String name) {
            return json.containsKey(name)
                    ? OptionalLong.of(json.getJsonNumber(name).longValue())
                    : OptionalLong.empty();
        }

        private String members(JsonLine line) {
            id.ifPresent(value -> line.number("id", value));
            line.string("outcome", outcome);
            version.ifPresent(value -> line.number("version", value));
            code.ifPresent(value -> line.string("code", value.toString()));
            detail.ifPresent(value -> line.string("detail", value));
            data.ifPresent(value -> line.raw("data", value));
            return line.toString();
        }
    }

    /** @param data as JSON text, like {@code user} */
    record Broadcast(String event, String data, String connection, String user) implements ServerMessage {
        @Override
        public String encode() {
            String from = new JsonLine()
                    .string("connection", connection)
                    .raw("user", user)
                    .toString();
            return JsonLine.of("broadcast")
                    .string("event", event)
                    .raw("data", data)
                    .raw("from", from)
                    .toString();
        }
    }

    /** @param code why, when there is a reason to tell */
    record AccessChange(String access, List<String> permissions, long expiresIn, Optional<Code> code)
            implements ServerMessage {
        @Override
        public String encode() {
            JsonLine line = JsonLine.of("access")
                    .string("access", access)
                    .array("permissions", quoted(permissions))
                    .number("expiresIn", expiresIn);
            code.ifPresent(value -> line.string("code", value.toString()));
            return line.toString();
        }
    }

    /** @param within seconds until the socket is closed */
    record Reauthenticate(Code code, long within) implements ServerMessage {
        @Override
        public String encode() {
            return JsonLine.of("reauthenticate")
                    .string("code", code.toString())
                    .number("within", within)
                    .toString();
        }
    }

    /** Authentication refused, in the words of socketio-jwt too. */
    record Unauthorized(Code code, String message) implements ServerMessage {
        @Override
        public String encode() {
            String data = new JsonLine()
                    .string("message", message)
                    .string("code", code.toString())
                    .string("type", "UnauthorizedError")
                    .toString();
            return JsonLine.of("unauthorized")
                    .string("code", code.toString())
                    .string("message", message)
                    .string("action", code.action().toString())
                    .raw("data", data)
                    .toString();
        }
    }

    /** @param ref JSON text of what the message named */
    record Failure(Code code, String message, Optional<String> ref, OptionalLong retryAfterMs)
            implements ServerMessage {
        public static Failure of(Code code) {
            return new Failure(code, code.message(), Optional.empty(), spread(code.retryAfterMs()));
        }

        /** Up to half as much again, so that all who are told at once do not come back at once. */
        private static OptionalLong spread(OptionalLong wait) {
            return wait.isEmpty()
                    ? wait
                    : OptionalLong.of(ThreadLocalRandom.current().nextLong(wait.getAsLong(), wait.getAsLong() * 3 / 2));
        }

        @Override
        public String encode() {
            JsonLine line = JsonLine.of("error")
                    .string("code", code.toString())
                    .string("message", message)
                    .string("action", code.action().toString());
            ref.ifPresent(value -> line.raw("ref", value));
            retryAfterMs.ifPresent(value -> line.number("retryAfterMs", value));
            return line.toString();
        }
    }

    /** @param ref as JSON text */
    record Pong(String ref) implements ServerMessage {
        @Override
        public String encode() {
            return JsonLine.of("pong").raw("ref", ref).toString();
        }
    }

    private static List<String> quoted(List<String> values) {
        return values.stream().map(Json::quote).toList();
    }
}
