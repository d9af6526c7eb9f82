package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.Await;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An administrator ends access, and it is over: for the socket, for the token, for what was blocked. */
@ExtendWith(RunningServer.class)
class InvalidationIT {
    private final Server server;
    private final String room = "demo:inv-" + UUID.randomUUID();
    private final String user = "u-" + UUID.randomUUID();

    InvalidationIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return Http.call(server, method, path, "Bearer " + Tokens.API_KEY, body);
    }

    private JsonObject invalidate(String body) {
        return Http.invalidate(server, body);
    }

    private RoomSocket join(String token) {
        return RoomSocket.join(
                server, room, "client-" + UUID.randomUUID().toString().substring(0, 8), token);
    }

    @Test
    void aUserIsSentAwayTheOldTokenIsRefusedAndANewOneWorks() {
        String token = Tokens.token(user, room, "write");
        RoomSocket socket = join(token);
        socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        socket.result(1);
        JsonObject receipt = invalidate("{\"user\":\"" + user + "\"}");
        assertThat(receipt.getJsonObject("connections").getInt("matched")).isEqualTo(1);
        assertThat(receipt.getJsonArray("rooms").getJsonObject(0).getString("room"))
                .isEqualTo(room);
        assertThat(receipt.getJsonArray("rooms").getJsonObject(0).getInt("version"))
                .isEqualTo(1);
        assertThat(receipt.getJsonArray("nodes").getJsonObject(0).getBoolean("applied"))
                .isTrue();
        assertThat(socket.closed()).isEqualTo("4430 invalidated");
        assertThat(RoomSocket.to(server, "/rooms/" + room).token(token).refusedWith())
                .isEqualTo(401);
        Await.until("the next second", () -> Tokens.isAfter(receipt.getString("effectiveAt")));
        join(Tokens.token(user, room, "write")).close();
    }

    @Test
    void onlyTheNamedUserGoes() {
        RoomSocket other = join(Tokens.token("other", room, "write"));
        RoomSocket socket = join(Tokens.token(user, room, "write"));
        JsonObject receipt =
                invalidate("{\"user\":\"" + user + "\",\"room\":\"" + room + "\",\"mode\":\"disconnect\"}");
        assertThat(receipt.getJsonObject("connections").getInt("closed")).isEqualTo(1);
        assertThat(socket.closed()).isEqualTo("4440 logged_out");
        other.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        assertThat(other.result(1).getString("outcome")).isEqualTo("applied");
        other.close();
    }

    @Test
    void aBlockedUserStaysOutUntilTheBlockIsLifted() {
        RoomSocket socket = join(Tokens.token(user, room, "write"));
        JsonObject receipt = invalidate("{\"user\":\"" + user + "\",\"mode\":\"block\",\"reason\":\"left\"}");
        assertThat(socket.closed()).isEqualTo("4440 blocked");
        RoomSocket.Options again = RoomSocket.to(server, "/rooms/" + room).token(Tokens.token(user, room, "write"));
        assertThat(again.refusedWith()).isEqualTo(403);
        String path = "/api/v1/invalidations/" + receipt.getString("id");
        assertThat(call("GET", path, "").body()).contains("\"active\":true", "\"reason\":\"left\"");
        assertThat(call("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(call("GET", path, "").body()).contains("\"active\":false");
        Await.until("the next second", () -> Tokens.isAfter(receipt.getString("effectiveAt")));
        join(Tokens.token(user, room, "write")).close();
    }

    @Test
    void withGraceTheSocketFallsSilentAndStaysWhenItBringsANewToken() {
        RoomSocket other = join(Tokens.token("other", room, "write"));
        RoomSocket socket = join(Tokens.token(user, room, "write"));
        JsonObject receipt = invalidate("{\"user\":\"" + user + "\",\"grace\":30}");
        assertThat(socket.await("reauthenticate").getInt("within")).isEqualTo(30);
        socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        JsonObject rejected = socket.result(1);
        assertThat(rejected.getString("code")).isEqualTo("invalidated");
        assertThat(rejected.containsKey("version")).isFalse();
        other.mutate(1, "set", "{\"key\":\"secret\",\"value\":1}");
        other.result(1);
        assertThat(socket.messages().stream().map(message -> message.getString("type")))
                .doesNotContain("poke");
        Await.until("the next second", () -> Tokens.isAfter(receipt.getString("effectiveAt")));
        socket.send("{\"type\":\"authenticate\",\"token\":\"" + Tokens.token(user, room, "write") + "\"}");
        socket.await("poke");
        socket.mutate(2, "set", "{\"key\":\"k\",\"value\":1}");
        assertThat(socket.result(2).getString("outcome")).isEqualTo("applied");
        socket.close();
        other.close();
    }

    @Test
    void oneConnectionIsDisconnectedAndItsTokenCountsNoMore() {
        String token = Tokens.token(user, room, "write");
        RoomSocket socket = join(token);
        String list = call("GET", "/api/v1/connections?user=" + user, "").body();
        JsonObject entry =
                Json.trusted(list).asJsonObject().getJsonArray("items").getJsonObject(0);
        assertThat(entry.getString("room")).isEqualTo(room);
        HttpResponse<String> answer = call("DELETE", "/api/v1/connections/" + entry.getString("id"), "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(socket.closed()).isEqualTo("4440 logged_out");
        assertThat(RoomSocket.to(server, "/rooms/" + room).token(token).refusedWith())
                .isEqualTo(401);
        assertThat(call("DELETE", "/api/v1/connections/unknown", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void reflectsPathsAreTheSameThing() {
        RoomSocket first = join(Tokens.token(user, room, "write"));
        assertThat(call("POST", "/api/v1/connections/users:invalidate?userID=" + user, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(first.closed()).isEqualTo("4430 invalidated");
        RoomSocket second = join(Tokens.token("other-" + user, room, "write"));
        assertThat(call("POST", "/api/v1/connections/rooms:invalidate?roomID=" + room, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(second.closed()).isEqualTo("4430 invalidated");
    }

    @Test
    void whatIsWrongIsToldAndChangesNothing() {
        RoomSocket socket = join(Tokens.token(user, room, "write"));
        for (String body : List.of(
                "{}",
                "{\"user\":\"" + user + "\",\"typo\":1}",
                "{\"user\":\"" + user + "\",\"mode\":\"ban\"}",
                "{\"user\":\"" + user + "\",\"issuedBefore\":\"2999-01-01T00:00:00Z\"}",
                "{\"user\":\"" + user + "\",\"issuedBefore\":\"yesterday\"}",
                "{\"user\":\"" + user + "\",\"mode\":\"block\",\"until\":\"2001-01-01T00:00:00Z\"}",
                "{\"user\":\"" + user + "\",\"grace\":-1}",
                "{\"all\":false}",
                "{\"all\":true,\"mode\":\"block\"}",
                "{\"token\":\"x\",\"mode\":\"block\"}",
                "{\"user\":7}",
                "[]",
                "{\"user\":\"" + user + "\",\"user\":\"x\"}")) {
            HttpResponse<String> answer = call("POST", "/api/v1/invalidations", body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"invalid_request\"");
        }
        assertThat(call("POST", "/api/v1/invalidations", "{\"connection\":\"unknown\"}")
                        .statusCode())
                .isEqualTo(404);
        JsonObject preview = invalidate("{\"user\":\"" + user + "\",\"dryRun\":true}");
        assertThat(preview.getJsonObject("connections").getInt("matched")).isEqualTo(1);
        socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
        socket.close();
    }
}
