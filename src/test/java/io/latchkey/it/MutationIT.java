package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mutations through the running program, by socket and by REST. */
@ExtendWith(RunningServer.class)
class MutationIT {
    private static final Map<String, String> BUILT_IN = new LinkedHashMap<>();

    static {
        BUILT_IN.put("set", "{\"key\":\"k\",\"value\":1}");
        BUILT_IN.put("delete", "{\"key\":\"kept\"}");
        BUILT_IN.put("patch", "{\"key\":\"k\",\"merge\":{}}");
        BUILT_IN.put("increment", "{\"key\":\"k\"}");
        BUILT_IN.put("append", "{\"key\":\"k\",\"value\":1}");
        BUILT_IN.put("setAll", "{\"values\":{\"k\":1}}");
        BUILT_IN.put("clear", "{\"prefix\":\"\"}");
    }

    private final Server server;

    MutationIT(Server server) {
        this.server = server;
    }

    private static String bearer(String user, String room, String access) {
        return "Bearer " + Tokens.token(user, room, access);
    }

    private JsonObject state(String room) {
        return Http.json(Http.get(server, "/api/v1/rooms/" + room + "/state", bearer("eve", room, "read")));
    }

    private HttpResponse<String> mutate(String room, String authorization, String json) {
        return Http.post(server, "/api/v1/rooms/" + room + "/mutations", authorization, json);
    }

    private static String call(String name, String args) {
        return "{\"name\":\"" + name + "\",\"args\":" + args + "}";
    }

    @Test
    void aReaderIsRefusedEveryMutationByEveryPath() {
        String room = "demo:reader";
        mutate(room, bearer("ann", room, "write"), call("set", "{\"key\":\"kept\",\"value\":true}"));
        JsonObject before = state(room);
        try (RoomSocket socket = RoomSocket.join(server, room, "reader-1", Tokens.token("bob", room, "read"))) {
            long id = 0;
            for (Map.Entry<String, String> mutation : BUILT_IN.entrySet()) {
                socket.mutate(++id, mutation.getKey(), mutation.getValue());
                assertRefused(socket.result(id));
                String json = call(mutation.getKey(), mutation.getValue());
                HttpResponse<String> response = mutate(room, bearer("bob", room, "read"), json);
                assertThat(response.statusCode()).isEqualTo(200);
                assertRefused(Http.json(response));
            }
        }
        assertThat(state(room)).isEqualTo(before);
    }

    private static void assertRefused(JsonObject result) {
        assertThat(result.getString("outcome")).isEqualTo("rejected");
        assertThat(result.getString("code")).isEqualTo("insufficient_permission");
        assertThat(result.getInt("version")).isEqualTo(1);
    }

    @Test
    void whatTheServerDidReachesEveryMemberInOneOrder() {
        String room = "demo:order";
        try (RoomSocket ann = RoomSocket.join(server, room, "client-a", Tokens.token("ann", room, "write"));
                RoomSocket bob = RoomSocket.join(server, room, "client-b", Tokens.token("bob", room, "read"))) {
            ann.send("{\"type\":\"mutate\",\"id\":1,\"name\":\"set\",\"args\":{\"key\":\"a\",\"value\":{\"x\":1}}}\n"
                    + "{\"type\":\"mutate\",\"id\":2,\"name\":\"increment\",\"args\":{\"key\":\"n\",\"by\":2}}");
            assertThat(ann.result(1).getInt("version")).isEqualTo(1);
            assertThat(ann.result(2).getInt("version")).isEqualTo(2);
            bob.await(message -> message.getString("type").equals("poke") && message.getInt("to") == 2);
        }
        assertThat(state(room).getJsonObject("state").toString()).isEqualTo("{\"a\":{\"x\":1},\"n\":2}");
    }

    @Test
    void identitiesInAMessageAreIgnored() {
        String room = "demo:forged";
        try (RoomSocket bob = RoomSocket.join(server, room, "client-b", Tokens.token("bob", room, "read"))) {
            bob.send("{\"type\":\"mutate\",\"id\":1,\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":1},"
                    + "\"user\":{\"id\":\"ann\"},\"auth\":{\"access\":\"admin\"},\"from\":\"ann\",\"grants\":[]}");
            assertThat(bob.result(1).getString("code")).isEqualTo("insufficient_permission");
        }
    }

    @Test
    void aRepeatedIdIsAnsweredFromTheRecordByBothPaths() {
        String room = "demo:repeat";
        String numbered = "{\"name\":\"increment\",\"args\":{\"key\":\"n\"},\"client\":\"client-a\",\"id\":1}";
        String ann = bearer("ann", room, "write");
        JsonObject first = Http.json(mutate(room, ann, numbered));
        assertThat(Http.json(mutate(room, ann, numbered))).isEqualTo(first);
        try (RoomSocket socket = RoomSocket.join(server, room, "client-a", Tokens.token("ann", room, "write"))) {
            assertThat(socket.await("joined").getInt("lastMutation")).isEqualTo(1);
            socket.mutate(1, "increment", "{\"key\":\"n\"}");
            assertThat(socket.result(1).getInt("version")).isEqualTo(first.getInt("version"));
            socket.mutate(3, "increment", "{\"key\":\"n\"}");
            assertThat(socket.closed()).isEqualTo("4400 mutation_gap");
        }
        assertThat(state(room).getJsonObject("state").getInt("n")).isEqualTo(1);
    }

    @Test
    void severalMutationsInOneRequestHaveAnOutcomeEach() {
        String room = "demo:several";
        String body = "[" + call("set", "{\"key\":\"k\",\"value\":\"x\"}") + "," + call("increment", "{\"key\":\"k\"}")
                + "," + call("nope", "{}") + "]";
        HttpResponse<String> response = mutate(room, bearer("ann", room, "write"), body);
        JsonArray results = Json.trusted(response.body()).asJsonArray();
        assertThat(results.getJsonObject(0).getString("outcome")).isEqualTo("applied");
        assertThat(results.getJsonObject(1).getString("code")).isEqualTo("invalid_arguments");
        assertThat(results.getJsonObject(2).getString("code")).isEqualTo("unknown_mutation");
    }

    @Test
    void theStateHasATagAndIsNotSentTwice() {
        String room = "demo:tag";
        String ann = bearer("ann", room, "write");
        mutate(room, ann, call("set", "{\"key\":\"k\",\"value\":1}"));
        HttpResponse<String> first = Http.get(server, "/api/v1/rooms/" + room + "/state", ann);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(Http.json(first).getString("room")).isEqualTo(room);
        HttpResponse<String> second = Http.send(Http.request(server, "/api/v1/rooms/" + room + "/state")
                .header("Authorization", ann)
                .header("If-None-Match", tag));
        assertThat(second.statusCode()).isEqualTo(304);
    }

    @Test
    void whoMayNotEnterMayNotMutateEither() {
        assertThat(mutate("demo:secret", bearer("ann", "demo:other", "write"), call("set", "{}"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(mutate("demo:x;y=1", bearer("ann", "**", "write"), call("set", "{}"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aMessageThatIsNoneClosesTheSocketAndAnUnknownOneDoesNot() {
        String room = "demo:bad";
        String token = Tokens.token("ann", room, "write");
        try (RoomSocket socket = RoomSocket.join(server, room, "client-a", token)) {
            socket.send("{\"type\":\"dance\"}");
            assertThat(socket.await("error").getString("code")).isEqualTo("unknown_message");
            socket.send("{\"type\":\"ping\",\"ref\":5}");
            assertThat(socket.await("pong").getInt("ref")).isEqualTo(5);
            socket.send("{\"type\":\"mutate\",\"id\":1.5}");
            assertThat(socket.closed()).isEqualTo("4400 protocol_error");
        }
        try (RoomSocket socket = RoomSocket.join(server, room, "client-b", token)) {
            socket.send("x".repeat(64 * 1024 + 1));
            assertThat(socket.closed()).isEqualTo("1009 payload_too_large");
        }
        try (RoomSocket socket = RoomSocket.join(server, room, "client-c", token)) {
            socket.sendBinary(new byte[] {1});
            assertThat(socket.closed()).startsWith("1003");
        }
    }

    @Test
    void theSameClientIdReplacesItsOlderConnection() {
        String room = "demo:replace";
        String token = Tokens.token("ann", room, "write");
        RoomSocket older = RoomSocket.join(server, room, "client-a", token);
        try (RoomSocket newer = RoomSocket.join(server, room, "client-a", token)) {
            assertThat(older.closed()).isEqualTo("4409 replaced");
            newer.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(newer.result(1).getString("outcome")).isEqualTo("applied");
        }
    }
}
