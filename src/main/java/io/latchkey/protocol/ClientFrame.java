package io.latchkey.protocol;

import io.latchkey.protocol.ClientMessage.Authenticate;
import io.latchkey.protocol.ClientMessage.Broadcast;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.ClientMessage.Ping;
import io.latchkey.protocol.ClientMessage.Presence;
import io.latchkey.protocol.ClientMessage.Unknown;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a text frame of a client: one or more JSON objects separated by {@code \n}. */
public final class ClientFrame {
    private ClientFrame() {}

    /**
     * Reads a frame whole, so that nothing of a bad one is applied.
     *
     * @throws ProtocolException with {@code protocol_error}
     */
    public static List<ClientMessage> parse(String text) throws ProtocolException {
        List<ClientMessage> messages = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                messages.add(message(Json.parseObject(line)));
            }
        }
        if (messages.isEmpty()) {
            throw new ProtocolException(Code.PROTOCOL_ERROR, "an empty frame");
        }
        return messages;
    }

    private static ClientMessage message(JsonObject json) throws ProtocolException {
        if (!(json.get("type") instanceof JsonString type)) {
            throw new ProtocolException(Code.PROTOCOL_ERROR, "type must be a string");
        }
        return switch (type.getString()) {
            case "authenticate" -> authenticate(json);
            case "mutate" ->
                new Mutate(
                        id(json), string(json, "name").orElse(""), member(json, "args", JsonValue.EMPTY_JSON_OBJECT));
            case "presence" -> new Presence(member(json, "data", JsonValue.FALSE));
            case "broadcast" -> new Broadcast(string(json, "event").orElse(""), member(json, "data", JsonValue.NULL));
            case "ping" -> new Ping(member(json, "ref", JsonValue.NULL));
            default -> new Unknown();
        };
    }

    private static Authenticate authenticate(JsonObject json) throws ProtocolException {
        Authenticate message = new Authenticate(string(json, "token"), string(json, "ticket"));
        if (message.token().isPresent() == message.ticket().isPresent()) {
            throw new ProtocolException(Code.PROTOCOL_ERROR, "authenticate takes a token or a ticket");
        }
        return message;
    }

    private static long id(JsonObject json) throws ProtocolException {
        return ClientIds.mutation(json.get("id"))
                .orElseThrow(
                        () -> new ProtocolException(Code.PROTOCOL_ERROR, "id must be an integer from 1 to 2^53-1"));
    }

    private static Optional<String> string(JsonObject json, String name) {
        return json.get(name) instanceof JsonString string ? Optional.of(string.getString()) : Optional.empty();
    }

    private static JsonValue member(JsonObject json, String name, JsonValue missing) {
        return json.getOrDefault(name, missing);
    }
}
