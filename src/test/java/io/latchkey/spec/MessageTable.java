package io.latchkey.spec;

import io.latchkey.protocol.ClientMessage;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ServerMessage;
import io.latchkey.protocol.ServerMessage.AccessChange;
import io.latchkey.protocol.ServerMessage.Authenticated;
import io.latchkey.protocol.ServerMessage.Broadcast;
import io.latchkey.protocol.ServerMessage.Failure;
import io.latchkey.protocol.ServerMessage.Hello;
import io.latchkey.protocol.ServerMessage.Joined;
import io.latchkey.protocol.ServerMessage.Poke;
import io.latchkey.protocol.ServerMessage.Pong;
import io.latchkey.protocol.ServerMessage.Reauthenticate;
import io.latchkey.protocol.ServerMessage.Result;
import io.latchkey.protocol.ServerMessage.State;
import io.latchkey.protocol.ServerMessage.Unauthorized;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The messages of both directions: one real message of each type, encoded by the server's own code. */
final class MessageTable {
    private static final String ANN = "{\"id\":\"ann\",\"name\":\"Ann\"}";
    private static final List<String> WRITE = List.of("room:read", "presence:write", "room:write", "broadcast:send");
    private static final String MEMBER = "{\"connection\":\"c1\",\"user\":" + ANN + ",\"presence\":null}";
    private static final String LIMITS = "{\"message\":65536,\"unanswered\":256,\"clientRetention\":604800}";

    private MessageTable() {}

    private static final Map<ServerMessage, String> SERVER = server0();

    private static Map<ServerMessage, String> server0() {
        JsonObject user = Json.trusted(ANN).asJsonObject();
        Map<ServerMessage, String> samples = new LinkedHashMap<>();
        samples.put(new Hello(15), "First, where a credential is still owed: send it within so many seconds.");
        samples.put(
                new Authenticated(user, "write", WRITE, 600, 391),
                "Who you are and what you may do; get a fresh token after <code>refreshIn</code> seconds.");
        samples.put(
                new Joined(
                        "c1",
                        "client-1",
                        "3f9a",
                        41,
                        Map.entry("state", "{\"note/1\":{\"text\":\"Tea at four\"}}"),
                        false,
                        6,
                        List.of(),
                        List.of(MEMBER),
                        25,
                        LIMITS,
                        false),
                "You are in. <code>state</code> replaces what you had; after a reconnect with <code>since</code> there"
                        + " is a <code>patch</code> instead. With <code>more</code>, <code>state</code> messages follow;"
                        + " with <code>reset</code> the room began anew.");
        samples.put(
                new State("3f9a", 41, true, "{\"note/1\":{\"text\":\"Tea at four\"}}", true),
                "A full state in pieces: <code>first</code> drops what you had, show nothing until <code>more</code> is"
                        + " absent.");
        samples.put(poke(), "What changed, from the version that you are at to a later one.");
        samples.put(
                new Result(
                        OptionalLong.of(7),
                        "applied",
                        OptionalLong.of(42),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                "The outcome of your mutation 7: <code>applied</code>, <code>amended</code> (the server did something"
                        + " else, on purpose) or <code>rejected</code> with a <code>code</code>. It is durable, and"
                        + " stands in the frame that reaches its version.");
        samples.put(new Broadcast("wave", "{\"at\":4}", "c2", ANN), "An ephemeral event of another member.");
        samples.put(
                new AccessChange("read", List.of("room:read", "presence:write"), 600, Optional.empty()),
                "Your rights changed without a new token.");
        samples.put(
                new Reauthenticate(Code.TOKEN_EXPIRED, 15),
                "Bring a fresh token within so many seconds, or be closed.");
        samples.put(new Unauthorized(Code.INVALID_TOKEN, Code.INVALID_TOKEN.message()), "Authentication was refused.");
        samples.put(Failure.of(Code.INSUFFICIENT_PERMISSION), "Anything else that was refused.");
        samples.put(new Pong("1"), "The answer to <code>ping</code>.");
        return samples;
    }

    private static Poke poke() {
        Map<String, Optional<String>> writes = new TreeMap<>();
        writes.put("note/1", Optional.of("{\"text\":\"Tea at five\"}"));
        writes.put("note/2", Optional.empty());
        return new Poke(41, 43, writes);
    }

    /** The sealed types that have no example yet: a new message without a row. */
    static Set<String> withoutExample() {
        Set<String> seen = Stream.concat(
                        SERVER.keySet().stream().map(Object::getClass).map(Class::getSimpleName),
                        CLIENT.keySet().stream())
                .collect(Collectors.toSet());
        return Stream.of(ServerMessage.class, ClientMessage.class)
                .flatMap(type -> Stream.of(type.getPermittedSubclasses()))
                .map(Class::getSimpleName)
                .filter(name -> !name.equals("Unknown") && !seen.contains(name))
                .collect(Collectors.toSet());
    }

    static String server() {
        List<List<String>> rows = new ArrayList<>();
        SERVER.forEach((message, meaning) -> rows.add(List.of(code(message.encode()), meaning)));
        rows.add(List.of(
                code("{\"type\":\"presence\",\"joined\":[" + MEMBER + "],\"updated\":[],\"left\":[\"c0\"]}"),
                "Who came, changed what it shows, or left."));
        return SpecTables.table(List.of("message", "meaning"), rows);
    }

    private static final Map<String, List<String>> CLIENT = new TreeMap<>(Map.of(
            "Authenticate",
            List.of(
                    "{\"type\":\"authenticate\",\"token\":\"...\"}",
                    "The credential, a <code>token</code> or a <code>ticket</code>: first message, or later for the"
                            + " same user, whose rights and expiry then change in place."),
            "Mutate",
            List.of(
                    "{\"type\":\"mutate\",\"id\":7,\"name\":\"set\",\"args\":{\"key\":\"note/1\",\"value\":1}}",
                    "Ids are 1, 2, 3, ... for each client id, without gaps; a repeated id is answered from the record"
                            + " and not applied again. At most 256 unanswered."),
            "Presence",
            List.of(
                    "{\"type\":\"presence\",\"data\":{\"x\":0.4}}",
                    "What you show of yourself; <code>null</code> clears it. At most 4 KB."),
            "Broadcast",
            List.of(
                    "{\"type\":\"broadcast\",\"event\":\"wave\",\"data\":{\"at\":4}}",
                    "To every other member, kept nowhere. At most 16 KB."),
            "Ping",
            List.of("{\"type\":\"ping\",\"ref\":1}", "Answered by <code>pong</code> with the same <code>ref</code>.")));

    static String client() {
        return SpecTables.table(
                List.of("message", "meaning"),
                CLIENT.values().stream()
                        .map(row -> List.of(code(row.get(0)), row.get(1)))
                        .toList());
    }

    /** The examples that must be readable by the server's own parser. */
    static List<String> clientExamples() {
        return CLIENT.values().stream().map(row -> row.get(0)).toList();
    }

    private static String code(String json) {
        return "<code>" + SpecTables.escape(json) + "</code>";
    }
}
