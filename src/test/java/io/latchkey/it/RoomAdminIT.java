package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rooms are made, closed, deleted and given rights of their own while people are in them. */
@ExtendWith(RunningServer.class)
class RoomAdminIT {
    private static final String KEY = "Bearer " + Tokens.API_KEY;

    private final Server server;
    private final String room = "own:" + UUID.randomUUID();
    private final String path = "/api/v1/rooms/" + room;

    RoomAdminIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> call(String method, String where, String body) {
        return Http.call(server, method, where, KEY, body);
    }

    private JsonObject ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    private RoomSocket join(String user, String client) {
        return RoomSocket.join(server, room, client, Tokens.token(user, room, "write"));
    }

    /** Through the policy, as the container's caller. */
    private RoomSocket bob() {
        return RoomSocket.to(server, "/rooms/" + room)
                .header("Authorization", Http.basic("bob", "bob"))
                .connect();
    }

    @Test
    void aRoomIsMadeWithAStateAndListedAndDescribed() {
        assertThat(call("GET", path, "").statusCode()).isEqualTo(404);
        assertThat(call("PUT", path, "{\"state\":{\"a\":1,\"b\":{\"c\":[2]}}}").statusCode())
                .isEqualTo(201);
        assertThat(call("PUT", path, "").statusCode()).isEqualTo(200);
        assertThat(call("PUT", path, "{\"state\":{\"a\":2}}").statusCode()).isEqualTo(409);
        assertThat(ok(call("GET", path + "/state", "")).getJsonObject("state").toString())
                .isEqualTo("{\"a\":1,\"b\":{\"c\":[2]}}");
        JsonObject described = ok(call("GET", path, ""));
        assertThat(described.getInt("version")).isZero();
        assertThat(described.getString("status")).isEqualTo("open");
        assertThat(call("GET", "/api/v1/rooms?limit=1000&after=own:", "").body())
                .contains(room);
    }

    @Test
    void aClosedRoomSendsEverybodyAwayAndLetsNobodyInUntilItIsOpened() {
        RoomSocket ann = join("ann", "client-a");
        ann.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        ann.result(1);
        JsonObject receipt = ok(call("POST", path + "/close", ""));
        assertThat(receipt.getJsonObject("connections").getInt("closed")).isEqualTo(1);
        assertThat(ann.closed()).isEqualTo("4410 room_closed");
        RoomSocket again = RoomSocket.to(server, "/rooms/" + room)
                .token(Tokens.token("ann", room, "write"))
                .connect();
        assertThat(again.closed()).isEqualTo("4410 room_closed");
        assertThat(call("GET", path + "/state", "").statusCode()).isEqualTo(410);
        assertThat(call("POST", path + "/mutations", "{\"name\":\"delete\",\"args\":{\"key\":\"k\"}}")
                        .statusCode())
                .isEqualTo(410);
        ok(call("POST", path + "/open", ""));
        RoomSocket back = join("ann", "client-a");
        assertThat(back.await("joined").getJsonObject("state").getInt("k")).isEqualTo(1);
        back.close();
    }

    @Test
    void aDeletedRoomIsGoneUntilItIsMadeAnewAndThenBeginsAnew() {
        RoomSocket ann = join("ann", "client-a");
        ann.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        ann.result(1);
        String epoch = ann.await("joined").getString("epoch");
        ok(call("PUT", path + "/grants", "{\"grants\":[{\"users\":[\"bob\"],\"access\":\"read\"}]}"));
        ok(call("DELETE", path, ""));
        assertThat(ann.closed()).isEqualTo("4410 room_closed");
        assertThat(call("POST", path + "/open", "").statusCode()).isEqualTo(410);
        assertThat(call("GET", path + "/grants", "").statusCode()).isEqualTo(410);
        assertThat(call("PUT", path, "").statusCode()).isEqualTo(201);
        assertThat(ok(call("GET", path + "/grants", "")).getJsonArray("grants")).isEmpty();
        RoomSocket back = RoomSocket.to(server, "/rooms/" + room + "?client=client-a&since=" + epoch + ".1")
                .token(Tokens.token("ann", room, "write"))
                .connect();
        JsonObject joined = back.await("joined");
        assertThat(joined.getBoolean("reset")).isTrue();
        assertThat(joined.getJsonObject("state")).isEmpty();
        assertThat(joined.getInt("version")).isZero();
        back.close();
    }

    @Test
    void grantsOfARoomReachThoseWhoAreInIt() {
        assertThat(RoomSocket.to(server, "/rooms/" + room)
                        .header("Authorization", Http.basic("bob", "bob"))
                        .refusedWith())
                .isEqualTo(403);
        ok(call("PUT", path + "/grants", "{\"grants\":[{\"users\":[\"bob\"],\"access\":\"read\"}]}"));
        RoomSocket bob = bob();
        assertThat(bob.await("authenticated").getString("access")).isEqualTo("read");
        bob.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        assertThat(bob.result(1).getString("code")).isEqualTo("insufficient_permission");
        JsonObject receipt =
                ok(call("PUT", path + "/grants", "{\"grants\":[{\"users\":[\"bob\"],\"access\":\"write\"}]}"));
        assertThat(receipt.getInt("sequence")).isPositive();
        assertThat(bob.await("access").getString("access")).isEqualTo("write");
        bob.mutate(2, "set", "{\"key\":\"k\",\"value\":1}");
        assertThat(bob.result(2).getString("outcome")).isEqualTo("applied");
        ok(call("PUT", path + "/grants", "{\"grants\":[]}"));
        assertThat(bob.closed()).isEqualTo("4403 forbidden");
    }

    @Test
    void badGrantsChangeNothing() {
        ok(call("PUT", path + "/grants", "{\"grants\":[{\"users\":[\"bob\"],\"access\":\"read\"}]}"));
        for (String body : List.of(
                "{\"grants\":{}}",
                "{}",
                "{\"grants\":[{\"access\":\"read\"}]}",
                "{\"grants\":[{\"users\":[\"bob\"],\"access\":\"all\"}]}",
                "{\"grants\":[{\"users\":[\"bob\"],\"room\":\"**\",\"access\":\"read\"}]}",
                "{\"grants\":[{\"users\":[\"key:x\"],\"access\":\"read\"}]}",
                "{\"grants\":[],\"more\":1}")) {
            assertThat(call("PUT", path + "/grants", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(ok(call("GET", path + "/grants", "")).getJsonArray("grants")).hasSize(1);
    }

    @Test
    void onlyTheRoomsAdminOrTheScopeMayDoThis() {
        String writer = "Bearer " + Tokens.token("ann", room, "write");
        String admin = "Bearer " + Tokens.token("root", room, "admin");
        String stranger = "Bearer " + Tokens.token("eve", "other:room", "admin");
        assertThat(Http.call(server, "PUT", path, writer, "").statusCode()).isEqualTo(403);
        assertThat(Http.call(server, "PUT", path, stranger, "").statusCode()).isEqualTo(403);
        assertThat(Http.call(server, "PUT", path, admin, "").statusCode()).isEqualTo(201);
        assertThat(Http.call(server, "POST", path + "/close", writer, "").statusCode())
                .isEqualTo(403);
        assertThat(Http.call(server, "GET", "/api/v1/rooms", admin, "").statusCode())
                .isEqualTo(403);
    }
}
