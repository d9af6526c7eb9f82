package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: what can't be made durable is refused, reading goes on, and space is all that writing needs again. */
class DiskFullIT {
    private static final String ROOM = "demo:full";
    private static final String TOKEN = Tokens.token("ann", ROOM, "write");
    private static final String STATE = "/api/v1/rooms/" + ROOM + "/state";
    private static final int DISK = 24;
    private static final int LITTLE = 256 * 1024;
    private static final int ENOUGH = 1000;

    @TempDir
    Path mountPoint;

    private SmallDisk disk;
    private Server server;
    /** The last id of the socket's client that was sent, and the last that was acknowledged. */
    private long sent;

    private long acknowledged;
    /** The same of the client that speaks REST. */
    private long restAcknowledged;

    @BeforeEach
    void start() throws Exception {
        disk = SmallDisk.mount(mountPoint, DISK);
        server = startServer();
    }

    @AfterEach
    void unmount() throws Exception {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            if (disk != null) {
                disk.unmount();
            }
        }
    }

    private Server startServer() {
        return Server.options()
                .with("latchkey.data", disk.folder().resolve("data"))
                .with("latchkey.limit.rate", 1_000_000)
                .with("latchkey.token.secret", Tokens.SETTING)
                .start();
    }

    @Test
    void aFullDiskRefusesWritesReadsGoOnAndWithSpaceWritingGoesOnWithoutARestart() throws Exception {
        RoomSocket socket = RoomSocket.join(server, ROOM, "client-a", TOKEN);
        incrementUntil(socket, 20);
        disk.fill(LITTLE);
        incrementUntil(socket, ENOUGH);
        assertThat(socket.await("error").getString("code")).isEqualTo("overloaded");
        assertThat(socket.closed()).isEqualTo("4503 overloaded");
        HttpResponse<String> refused = incrementByRestUntilRefused();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Http.code(refused)).isEqualTo("overloaded");
        assertReadingGoesOn();
        disk.free();
        assertWritingGoesOn();
        server.close();
        server = startServer();
        assertNothingIsLostOrDoubled();
    }

    /** One after another until so many were acknowledged or one was refused. */
    private void incrementUntil(RoomSocket socket, int goal) {
        boolean refused = false;
        while (!refused && acknowledged < goal) {
            long id = ++sent;
            socket.mutate(id, "increment", "{\"key\":\"n\"}");
            JsonObject answer =
                    socket.await(message -> message.getString("type").equals("error")
                            || message.getString("type").equals("result") && message.getInt("id") == id);
            refused = answer.getString("type").equals("error");
            acknowledged = refused ? acknowledged : id;
        }
    }

    private HttpResponse<String> incrementByRest(long id) {
        String json =
                "{\"name\":\"increment\",\"args\":{\"key\":\"rest\"},\"client\":\"client-rest\",\"id\":" + id + "}";
        return Http.post(server, "/api/v1/rooms/" + ROOM + "/mutations", "Bearer " + TOKEN, json);
    }

    private HttpResponse<String> incrementByRestUntilRefused() {
        HttpResponse<String> answer = incrementByRest(1);
        while (answer.statusCode() == 200 && restAcknowledged < ENOUGH) {
            restAcknowledged++;
            answer = incrementByRest(restAcknowledged + 1);
        }
        return answer;
    }

    private JsonObject state() {
        HttpResponse<String> answer = Http.get(server, STATE, "Bearer " + TOKEN);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer).getJsonObject("state");
    }

    /** What was refused may be there, when only its acknowledgement failed, but no more than that. */
    private void assertReadingGoesOn() {
        assertThat((long) state().getInt("n")).isBetween(acknowledged, sent);
        assertThat((long) state().getInt("rest", 0)).isBetween(restAcknowledged, restAcknowledged + 1);
        try (RoomSocket reader = RoomSocket.join(server, ROOM, "client-b", Tokens.token("bob", ROOM, "read"))) {
            assertThat(reader.await("joined").getJsonObject("state")).isEqualTo(state());
        }
    }

    private void assertWritingGoesOn() {
        try (RoomSocket socket = RoomSocket.join(server, ROOM, "client-a", TOKEN)) {
            long last = socket.await("joined").getInt("lastMutation");
            assertThat(last).isBetween(acknowledged, sent);
            sent = last;
            incrementUntil(socket, (int) last + 50);
            assertThat(acknowledged).isEqualTo(last + 50);
        }
        assertThat(incrementByRest(++restAcknowledged).statusCode()).isEqualTo(200);
        assertThat(incrementByRest(restAcknowledged).statusCode())
                .as("a repeat")
                .isEqualTo(200);
        assertNothingIsLostOrDoubled();
    }

    private void assertNothingIsLostOrDoubled() {
        JsonObject state = state();
        assertThat((long) state.getInt("n")).isEqualTo(acknowledged);
        assertThat((long) state.getInt("rest")).isEqualTo(restAcknowledged);
    }
}
