package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after a kill. */
class DurabilityIT {
    @TempDir
    Path data;

    private Server.Options options() {
        return Server.options()
                .with("latchkey.data", data)
                .with("latchkey.demo", true)
                .with("latchkey.token.secret", Tokens.SETTING);
    }

    @Test
    void afterAKillTheRoomIsAsItWasAcknowledged() {
        String room = "demo:kept";
        String token = Tokens.token("ann", room, "write");
        String epoch;
        try (Server server = options().start()) {
            RoomSocket socket = RoomSocket.join(server, room, "client-a", token);
            epoch = socket.await("joined").getString("epoch");
            for (int id = 1; id <= 50; id++) {
                socket.mutate(id, "increment", "{\"key\":\"n\"}");
            }
            socket.mutate(51, "increment", "{\"key\":7}");
            socket.result(51);
            assertThatThrownBy(() -> options().start())
                    .as("a second server on the same folder")
                    .hasMessageContaining("in use by another process");
            server.kill();
        }
        try (Server server = options().start()) {
            RoomSocket socket = RoomSocket.join(server, room, "client-a", token);
            JsonObject joined = socket.await("joined");
            assertThat(joined.getString("epoch")).isEqualTo(epoch);
            assertThat(joined.getInt("version")).isEqualTo(50);
            assertThat(joined.getJsonObject("state").getInt("n")).isEqualTo(50);
            assertThat(joined.getInt("lastMutation")).isEqualTo(51);
            assertThat(joined.getJsonArray("outcomes")).hasSize(51);
        }
    }

    @Test
    void afterAKillATicketThatWasUsedIsSpentAndOneThatWasOnlyBoughtIsNot() {
        String path = "/rooms/demo:kept?ticket=";
        String used;
        String bought;
        try (Server server = options().start()) {
            used = ticket(server);
            bought = ticket(server);
            RoomSocket.to(server, path + used).connect().await("authenticated");
            server.kill();
        }
        try (Server server = options().start()) {
            assertThat(RoomSocket.to(server, path + used).refusedWith()).isEqualTo(401);
            try (RoomSocket socket = RoomSocket.to(server, path + bought).connect()) {
                socket.await("authenticated");
            }
        }
    }

    private static String ticket(Server server) {
        String authorization = "Bearer " + Tokens.token("ann", "demo:kept", "write");
        return Http.json(Http.post(server, "/api/v1/tickets", authorization, "{\"room\":\"demo:kept\"}"))
                .getString("ticket");
    }

    @Test
    void aSettingThatIsNotKnownStopsTheStartAndNamesTheNearest() {
        assertThatThrownBy(() -> options().with("latchkey.token.tll", "60").start())
                .hasMessageContaining("latchkey.token.tll")
                .hasMessageContaining("latchkey.token.ttl");
    }
}
