package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events from callers without a socket. */
@ExtendWith(RunningServer.class)
class BroadcastIT {
    private final Server server;

    BroadcastIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> broadcast(String room, String authorization, String json) {
        return Http.post(server, "/api/v1/rooms/" + room + "/broadcasts", authorization, json);
    }

    private static String bearer(String user, String room, String access) {
        return "Bearer " + Tokens.token(user, room, access);
    }

    @Test
    void everyMemberHearsItFromTheCallerWhomTheServerKnows() {
        String room = "demo:rest-broadcast";
        try (RoomSocket ann = RoomSocket.join(server, room, "client-a", Tokens.token("ann", room, "write"));
                RoomSocket bob = RoomSocket.join(server, room, "client-b", Tokens.token("bob", room, "read"))) {
            String event = "{\"event\":\"wave\",\"data\":{\"x\":[1]},\"from\":{\"user\":{\"id\":\"eve\"}}}";
            assertThat(broadcast(room, bearer("ann", room, "write"), event).statusCode())
                    .isEqualTo(204);
            for (RoomSocket member : new RoomSocket[] {ann, bob}) {
                JsonObject heard = member.await("broadcast");
                assertThat(heard.getString("event")).isEqualTo("wave");
                assertThat(heard.getJsonObject("data").toString()).isEqualTo("{\"x\":[1]}");
                assertThat(heard.getJsonObject("from").getJsonObject("user").getString("id"))
                        .isEqualTo("ann");
            }
        }
    }

    @Test
    void anApiKeyWithTheScopeRoomsSendsUnderItsOwnName() {
        String room = "demo:key-broadcast";
        try (RoomSocket ann = RoomSocket.join(server, room, "client-a", Tokens.token("ann", room, "read"))) {
            assertThat(broadcast(room, "Bearer " + Tokens.API_KEY, "{\"event\":\"e\",\"data\":1}")
                            .statusCode())
                    .isEqualTo(204);
            JsonObject from = ann.await("broadcast").getJsonObject("from");
            assertThat(from.getJsonObject("user").getString("id")).startsWith("key:");
        }
    }

    @Test
    void theContainersCallerMaySendThroughThePolicy() {
        try (RoomSocket socket =
                RoomSocket.join(server, "demo:board", "client-x", Tokens.token("eve", "demo:board", "read"))) {
            assertThat(broadcast("demo:board", Http.basic("ann", "ann"), "{\"event\":\"e\"}")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(socket.await("broadcast").isNull("data")).isTrue();
            assertThat(Http.code(broadcast("demo:board", Http.basic("bob", "bob"), "{\"event\":\"e\"}")))
                    .isEqualTo("insufficient_permission");
        }
    }

    @Test
    void whoMayNotIsRefusedBeforeTheRoomsExistenceIsTold() {
        String event = "{\"event\":\"e\",\"data\":1}";
        assertThat(Http.code(broadcast("demo:never", bearer("ann", "demo:other", "admin"), event)))
                .isEqualTo("forbidden");
        HttpResponse<String> absent = broadcast("demo:never", bearer("ann", "demo:never", "write"), event);
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(Http.code(absent)).isEqualTo("room_not_found");
        assertThat(Http.send(Http.request(server, "/api/v1/rooms/demo:never/broadcasts")
                                .header("Content-Type", "application/json")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(event)))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whatIsNoEventIsRefused() {
        String room = "demo:rest-events";
        String ann = bearer("ann", room, "write");
        try (RoomSocket socket = RoomSocket.join(server, room, "client-a", Tokens.token("ann", room, "write"))) {
            for (String bad : new String[] {
                "[]",
                "{}",
                "{\"event\":7}",
                "{\"event\":\"no space\"}",
                "{\"event\":\"" + "e".repeat(65) + "\"}",
                "{\"event\":\"e\",\"data\":\"" + "x".repeat(16 * 1024) + "\"}",
                "{\"event\":\"e\",\"event\":\"e\"}"
            }) {
                HttpResponse<String> answer = broadcast(room, ann, bad);
                assertThat(answer.statusCode()).as(bad).isEqualTo(400);
                assertThat(Http.code(answer)).isEqualTo("invalid_request");
            }
            String huge = "{\"event\":\"e\",\"data\":\"" + "x".repeat(64 * 1024) + "\"}";
            assertThat(broadcast(room, ann, huge).statusCode()).isEqualTo(413);
            assertThat(broadcast(room, ann, "{\"event\":\"last\",\"data\":\"" + "x".repeat(16 * 1024 - 2) + "\"}")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(socket.await("broadcast").getString("event")).isEqualTo("last");
        }
    }
}
