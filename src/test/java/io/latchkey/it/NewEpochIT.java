package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An administrator begins a new epoch: what clients knew of the room counts no more, what is in it stays. */
@ExtendWith(RunningServer.class)
class NewEpochIT {
    private final Server server;

    NewEpochIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> renew(String room, String access) {
        String token = "Bearer " + Tokens.token("root", room, access);
        return Http.send(Http.request(server, "/api/v1/rooms/" + room + "/new-epoch")
                .header("Authorization", token)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private RoomSocket rejoin(String room, String client, String since) {
        RoomSocket socket = RoomSocket.to(server, "/rooms/" + room + "?client=" + client + "&since=" + since)
                .token(Tokens.token("ann", room, "write"))
                .connect();
        socket.await("joined");
        return socket;
    }

    @Test
    void membersAreSentAwayAndComeBackToAResetWithTheFullState() {
        String room = "demo:renewed";
        String epoch;
        RoomSocket socket = RoomSocket.join(server, room, "client-a", Tokens.token("ann", room, "write"));
        epoch = socket.await("joined").getString("epoch");
        socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
        socket.result(1);
        HttpResponse<String> answer = renew(room, "admin");
        assertThat(answer.statusCode()).isEqualTo(200);
        String renewed = Http.json(answer).getString("epoch");
        assertThat(Http.json(answer).getString("room")).isEqualTo(room);
        assertThat(renewed).isNotEqualTo(epoch).doesNotContain(".");
        assertThat(socket.closed()).isEqualTo("4200 moved");
        try (RoomSocket again = rejoin(room, "client-a", epoch + ".1")) {
            JsonObject joined = again.await("joined");
            assertThat(joined.getBoolean("reset")).isTrue();
            assertThat(joined.getString("epoch")).isEqualTo(renewed);
            assertThat(joined.getJsonObject("state").toString()).isEqualTo("{\"k\":1}");
            assertThat(joined.getInt("lastMutation")).isZero();
            assertThat(joined.getJsonArray("outcomes")).isEmpty();
        }
        try (RoomSocket fresh = rejoin(room, "client-b", renewed + ".1")) {
            assertThat(fresh.await("joined")).doesNotContainKey("reset").containsKey("patch");
            fresh.mutate(1, "increment", "{\"key\":\"k\"}");
            assertThat(fresh.result(1).getInt("version")).isEqualTo(2);
        }
    }

    @Test
    void onlyAnAdministratorBeginsOneAndOnlyOfARoomThatIs() {
        RoomSocket.join(server, "demo:not-renewed", "client-a", Tokens.token("ann", "demo:not-renewed", "write"))
                .close();
        HttpResponse<String> refused = renew("demo:not-renewed", "write");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Http.code(refused)).isEqualTo("insufficient_permission");
        HttpResponse<String> missing = renew("demo:never-was", "admin");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(Http.code(missing)).isEqualTo("room_not_found");
    }
}
