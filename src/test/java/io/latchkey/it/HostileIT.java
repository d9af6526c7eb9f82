package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody sends by accident. That no answer shows the server's inside, {@link Disclosure} sees to. */
@ExtendWith(RunningServer.class)
class HostileIT {
    private static final int LIMIT = 64 * 1024;
    private static final String NESTED = "[".repeat(65) + "]".repeat(65);
    private static final List<String> MALFORMED = List.of(
            "{\"a\":1,\"a\":1}",
            "{\"a\":1,\"\\u0061\":1}",
            NESTED,
            "1e400",
            "1e-400",
            "1e99999999999",
            "0e-99999999999",
            "1".repeat(65),
            "01",
            "NaN",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "{\"\\ud800\":1}",
            "\"\\x\"",
            "'a'",
            "\"a\nb\"",
            "nul",
            "{\"a\":}",
            "1 2");

    /** A broken escape is not among them: Payara ends such a request before any application hears of it. */
    private static final List<String> BAD_ROOMS = List.of(
            "..",
            "%2e%2e",
            "a%2Fb",
            "a;x=1",
            "a%3Bx=1",
            "%C3%A9",
            "\u00e9",
            "a%20b",
            "a%00",
            "a%253Ab",
            "-a",
            ".a",
            "r".repeat(129));

    private static final List<String> BUILT_IN = List.of(
            call("set", "{\"key\":\"k\",\"value\":1}"),
            call("delete", "{\"key\":\"kept\"}"),
            call("patch", "{\"key\":\"k\",\"merge\":{}}"),
            call("increment", "{\"key\":\"k\"}"),
            call("append", "{\"key\":\"k\",\"value\":1}"),
            call("setAll", "{\"values\":{\"k\":1}}"),
            call("clear", "{\"prefix\":\"\"}"),
            call("unknown", "{}"),
            call("no such", "{}"),
            call("", "{}"));

    private final Server server;

    HostileIT(Server server) {
        this.server = server;
    }

    /** The members of a mutation but for its id. */
    private static String call(String name, String args) {
        return "\"name\":\"" + name + "\",\"args\":" + args;
    }

    private RoomSocket join(String room, String user, String access) {
        return RoomSocket.join(server, room, "client-" + user, Tokens.token(user, room, access));
    }

    private HttpResponse<String> post(String path, String user, String room, String access, String json) {
        return Http.post(server, "/api/v1/rooms/" + path, "Bearer " + Tokens.token(user, room, access), json);
    }

    private JsonObject state(String room) {
        String token = Tokens.token("eve", room, "read");
        return Http.json(Http.get(server, "/api/v1/rooms/" + room + "/state", "Bearer " + token));
    }

    @Test
    void whatIsNotStrictJsonIsRefusedBySocketAndByRest() {
        String room = "demo:malformed";
        for (String value : MALFORMED) {
            String args = "{\"key\":\"k\",\"value\":" + value + "}";
            RoomSocket socket = join(room, "ann", "write");
            socket.send("{\"type\":\"mutate\",\"id\":1," + call("set", args) + "}");
            assertThat(socket.closed()).as(value).isEqualTo("4400 protocol_error");
            HttpResponse<String> answer =
                    post(room + "/mutations", "ann", room, "write", "{" + call("set", args) + "}");
            assertThat(answer.statusCode()).as(value).isEqualTo(400);
            assertThat(Http.code(answer)).isEqualTo("invalid_request");
        }
        assertThat(state(room).getInt("version")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\n",
                "[]",
                "7",
                "null",
                "{}",
                "{\"type\":5}",
                "{\"type\":null}",
                "{\"type\":[\"ping\"]}",
                "{\"type\":\"mutate\",\"name\":\"set\"}",
                "{\"type\":\"mutate\",\"id\":0}",
                "{\"type\":\"mutate\",\"id\":-1}",
                "{\"type\":\"mutate\",\"id\":\"1\"}",
                "{\"type\":\"mutate\",\"id\":1.0e0}",
                "{\"type\":\"mutate\",\"id\":9007199254740992}",
                "{\"type\":\"mutate\",\"id\":1e300}",
                "{\"type\":\"authenticate\"}",
                "{\"type\":\"authenticate\",\"token\":7}",
                "{\"type\":\"authenticate\",\"token\":\"a\",\"ticket\":\"b\"}",
                "{\"type\":\"ping\"}\n{\"type\":\"mutate\",\"id\":1,\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":1}}\n{"
            })
    void aFrameThatIsNoneClosesAndNothingOfItIsApplied(String frame) {
        String room = "demo:frames";
        RoomSocket socket = join(room, "ann", "write");
        socket.send(frame);
        assertThat(socket.closed()).isEqualTo("4400 protocol_error");
        assertThat(state(room).getInt("version")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"name\":7",
                "\"name\":\"set\"",
                "\"name\":\"set\",\"args\":null",
                "\"name\":\"set\",\"args\":[1]",
                "\"name\":\"set\",\"args\":{\"key\":{},\"value\":1}",
                "\"name\":\"set\",\"args\":{\"key\":\"k\\u0000\",\"value\":1}",
                "\"name\":\"__proto__\"",
                "\"name\":\"io.latchkey.mutation.BuiltinMutations\"",
                "\"name\":\"set\\u0000\",\"args\":{\"key\":\"k\",\"value\":1}"
            })
    void whatIsWrongInsideAMutationIsARejectionAndTheSocketStays(String members) {
        try (RoomSocket socket = join("demo:inside", "ann", "write")) {
            long id = socket.await("joined").getJsonNumber("lastMutation").longValue() + 1;
            socket.send("{\"type\":\"mutate\",\"id\":" + id + "," + members + "}");
            JsonObject result = socket.result(id);
            assertThat(result.getString("outcome")).isEqualTo("rejected");
            assertThat(result.getString("code")).isIn("unknown_mutation", "invalid_arguments");
            socket.mutate(id + 1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(id + 1).getString("outcome")).isEqualTo("applied");
        }
    }

    @Test
    void aMessageOverTheLimitIsRefusedInFragmentsTooAndOneAtTheLimitIsNot() throws IOException {
        String room = "demo:fragments";
        String token = Tokens.token("ann", room, "write");
        String ping = "{\"type\":\"ping\",\"ref\":\"\"}";
        String largest = ping.replace("\"\"", "\"" + "x".repeat(LIMIT - ping.length()) + "\"");
        try (RoomSocket socket = RoomSocket.join(server, room, "client-a", token)) {
            sendInParts(socket, largest);
            assertThat(socket.await("pong").getString("ref")).hasSize(LIMIT - ping.length());
            sendInParts(socket, largest.replace("}", " }"));
            assertThat(socket.closed()).isEqualTo("1009 payload_too_large");
        }
        try (RoomSocket socket = RoomSocket.join(server, room, "client-b", token)) {
            socket.send(ping.replace("\"\"", "\"" + "\u20ac".repeat(LIMIT / 3) + "\""));
            assertThat(socket.closed()).as("counted in bytes").isEqualTo("1009 payload_too_large");
        }
        try (RawSocket socket = RawSocket.enter(server, room, "client-c", token)) {
            socket.readUntil("joined");
            socket.frame(RawSocket.TEXT, false, "{".getBytes(StandardCharsets.UTF_8));
            byte[] part = " ".repeat(1000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < LIMIT / part.length + 1; i++) {
                socket.frame(RawSocket.CONTINUATION, false, part);
            }
            assertThat(socket.closed()).as("though it has no end").isEqualTo("1009 payload_too_large");
        }
    }

    private static void sendInParts(RoomSocket socket, String text) {
        int part = 10_000;
        for (int from = 0; from < text.length(); from += part) {
            int to = Math.min(text.length(), from + part);
            socket.sendPart(text.substring(from, to), to == text.length());
        }
    }

    @Test
    void textThatIsNotUtf8IsNeitherTakenNorAnsweredByAnError() throws IOException {
        String room = "demo:utf8";
        try (RawSocket socket = RawSocket.enter(server, room, "client-u", Tokens.token("ann", room, "write"))) {
            socket.readUntil("joined");
            byte[] text = "{\"type\":\"ping\",\"ref\":\"?\"}".getBytes(StandardCharsets.UTF_8);
            text[text.length - 3] = (byte) 0xff;
            socket.frame(RawSocket.TEXT, true, text);
            assertThat(socket.closed()).startsWith("1007");
        }
    }

    @Test
    void aReaderIsRefusedEveryMutationInOneFrameAndInOneRequest() {
        String room = "demo:reader-at-once";
        post(room + "/mutations", "ann", room, "write", "{" + call("set", "{\"key\":\"kept\",\"value\":1}") + "}");
        try (RoomSocket bob = join(room, "bob", "read")) {
            StringBuilder frame = new StringBuilder();
            for (int i = 0; i < BUILT_IN.size(); i++) {
                frame.append("{\"type\":\"mutate\",\"id\":" + (i + 1) + "," + BUILT_IN.get(i) + "}\n");
            }
            bob.send(frame.toString());
            for (int i = 1; i <= BUILT_IN.size(); i++) {
                assertThat(bob.result(i).getString("code")).isEqualTo("insufficient_permission");
            }
        }
        String array = BUILT_IN.stream().map(call -> "{" + call + "}").collect(Collectors.joining(",", "[", "]"));
        JsonArray results = Json.trusted(
                        post(room + "/mutations", "bob", room, "read", array).body())
                .asJsonArray();
        assertThat(results)
                .hasSize(BUILT_IN.size())
                .allSatisfy(result ->
                        assertThat(result.asJsonObject().getString("code")).isEqualTo("insufficient_permission"));
        assertThat(state(room).getJsonObject("state").toString()).isEqualTo("{\"kept\":1}");
    }

    @Test
    void anothersClientIdWithItsNextMutationIsAClientOfOnesOwn() {
        String room = "demo:stolen-id";
        try (RoomSocket ann = RoomSocket.join(server, room, "the-client", Tokens.token("ann", room, "write"))) {
            ann.mutate(1, "set", "{\"key\":\"k\",\"value\":\"ann\"}");
            ann.result(1);
            try (RoomSocket eve = RoomSocket.join(server, room, "the-client", Tokens.token("eve", room, "write"))) {
                JsonObject joined = eve.await("joined");
                assertThat(joined.getInt("lastMutation")).isZero();
                assertThat(joined.getJsonArray("outcomes")).isEmpty();
                eve.mutate(2, "set", "{\"key\":\"k\",\"value\":\"eve\"}");
                assertThat(eve.closed()).isEqualTo("4400 mutation_gap");
            }
            String stolen = "{\"client\":\"the-client\",\"id\":2," + call("set", "{\"key\":\"k\",\"value\":0}") + "}";
            HttpResponse<String> gap = post(room + "/mutations", "eve", room, "write", stolen);
            assertThat(Http.json(gap).getString("code")).isEqualTo("mutation_gap");
            ann.mutate(2, "set", "{\"key\":\"k\",\"value\":\"still ann\"}");
            assertThat(ann.result(2).getString("outcome")).isEqualTo("applied");
        }
        assertThat(state(room).getJsonObject("state").getString("k")).isEqualTo("still ann");
    }

    @Test
    void forgedIdentitiesInARequestAreIgnored() {
        String room = "demo:forged-rest";
        String forged = ",\"user\":{\"id\":\"ann\"},\"auth\":{\"access\":\"admin\"},\"from\":\"ann\"";
        String set = "{" + call("set", "{\"key\":\"k\",\"value\":1}") + forged + "}";
        assertThat(Http.json(post(room + "/mutations", "bob", room, "read", set))
                        .getString("code"))
                .isEqualTo("insufficient_permission");
        try (RoomSocket bob = join(room, "bob", "read")) {
            bob.send("{\"type\":\"authenticate\",\"token\":\"" + Tokens.token("bob", room, "read") + "\"" + forged
                    + "}");
            bob.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(bob.result(1).getString("code")).isEqualTo("insufficient_permission");
        }
    }

    @Test
    void whatIsNoRoomIdIsRefusedByRestToo() {
        String token = "Bearer " + Tokens.token("ann", "**", "admin");
        for (String room : BAD_ROOMS) {
            String path = "/api/v1/rooms/" + room + "/state";
            assertThat(Http.rawStatus(server, path, "Authorization: " + token + "\r\n"))
                    .as(room)
                    .startsWith("HTTP/1.1 40");
        }
        assertThat(Http.get(server, "/api/v1/rooms/demo%3Ahandshake/state", token)
                        .statusCode())
                .isIn(200, 404);
        assertThat(Http.code(Http.get(server, "/api/v1/authorize?room=a%2Fb", Http.basic("ann", "ann"))))
                .isEqualTo("invalid_room");
    }

    @Test
    void aTokenForAnotherRoomOpensNothingByRest() {
        HttpResponse<String> answer =
                post("demo:mine/mutations", "ann", "demo:yours", "admin", "{" + BUILT_IN.get(0) + "}");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Http.code(answer)).isEqualTo("forbidden");
    }

    @Test
    void aHundredWrongFirstMessagesAreRefusedAndTheRightOneBehindThemIsTaken() {
        String room = "demo:hundred";
        List<String> wrong = List.of(
                "{\"type\":\"authenticate\",\"token\":\"" + "x".repeat(9000) + "\"}",
                "{\"type\":\"authenticate\",\"token\":\""
                        + Tokens.sign("{}", "JWT", "another secret of 256 bits and a few more") + "\"}",
                "{\"type\":\"authenticate\",\"ticket\":\"" + "t".repeat(43) + "\"}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"authenticate\",\"token\":\"\\ud800\"}");
        for (int i = 0; i < 100; i++) {
            RoomSocket socket = RoomSocket.to(server, "/rooms/" + room).connect();
            socket.await("hello");
            socket.send(wrong.get(i % wrong.size()));
            assertThat(socket.closed())
                    .matches("4401 (invalid_token|credentials_required|ticket_spent)|4400 protocol_error");
            assertThat(socket.messages()).hasSize(2);
        }
        try (RoomSocket socket = RoomSocket.to(server, "/rooms/" + room).connect()) {
            socket.send("{\"type\":\"authenticate\",\"token\":\"" + Tokens.token("ann", room, "write") + "\"}");
            assertThat(socket.await("joined").getInt("version")).isZero();
        }
    }

    @Test
    void aRequestThatTriesTooMuchIsToldWhenToComeBack() throws IOException {
        RoomSocket socket = join("demo:rate", "ann", "write");
        for (int i = 0; i < 20; i++) {
            socket.send("{\"type\":\"ping\",\"ref\":1}\n".repeat(100));
        }
        JsonObject error = socket.await("error");
        assertThat(error.getString("code")).isEqualTo("rate_limited");
        assertThat(error.getInt("retryAfterMs")).isBetween(1000, 1500);
        assertThat(socket.closed()).isEqualTo("4429 rate_limited");
    }
}
