package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is asked to stop, as at each deployment of a new version. */
class ShutdownIT {
    private static final String ROOM = "demo:shutdown";
    private static final int CROWD = 60;

    @TempDir
    Path data;

    @Test
    void whoIsThereIsToldToComeBackAndWhatWasAcknowledgedIsThereAgain() {
        Server.Options options = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .quiet();
        List<RoomSocket> sockets = new ArrayList<>();
        try (Server server = options.start()) {
            for (int i = 0; i < CROWD; i++) {
                sockets.add(RoomSocket.join(server, ROOM, "client-" + i, Tokens.token("user-" + i, ROOM, "write")));
            }
            sockets.get(0).mutate(1, "set", "{\"key\":\"kept\",\"value\":1}");
            sockets.get(0).result(1);
        }
        Set<Integer> waits = new HashSet<>();
        for (RoomSocket socket : sockets) {
            JsonObject told = socket.await("error");
            assertThat(told.getString("code")).isEqualTo("draining");
            waits.add(told.getInt("retryAfterMs"));
            assertThat(socket.closed()).isEqualTo("4503 draining");
        }
        assertThat(waits).as("they do not come back all at once").hasSizeGreaterThan(CROWD / 4);
        try (Server again = options.start()) {
            String token = "Bearer " + Tokens.token("user-1", ROOM, "read");
            assertThat(Http.json(Http.get(again, "/api/v1/rooms/" + ROOM + "/state", token))
                            .getJsonObject("state"))
                    .containsKey("kept");
        }
    }
}
