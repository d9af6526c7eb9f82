package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.Await;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receipt counts from the moment it is there: not even a kill brings the old credential back. */
class RevokedAfterKillIT {
    private static final String ROOM = "demo:revoked";
    private static final String PATH = "/rooms/" + ROOM;
    private static final String KEY = "Bearer " + Tokens.API_KEY;

    @TempDir
    Path data;

    private final String token = Tokens.token("bob", ROOM, "write");

    private Server start() {
        return Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .with("latchkey.api-key", Tokens.API_KEY)
                .with("latchkey.ticket.ttl", "PT15M")
                .with("latchkey.auth.query-token", true)
                .start();
    }

    @Test
    void afterAKillRightBehindTheReceiptTheOldTokenIsRefusedInEveryForm() {
        String ticket;
        JsonObject receipt;
        try (Server server = start()) {
            RoomSocket socket = RoomSocket.join(server, ROOM, "client-a", token);
            socket.mutate(1, "increment", "{\"key\":\"n\"}");
            socket.result(1);
            ticket = Http.json(Http.post(server, "/api/v1/tickets", "Bearer " + token, "{\"room\":\"" + ROOM + "\"}"))
                    .getString("ticket");
            HttpResponse<String> answer = Http.call(server, "POST", "/api/v1/invalidations", KEY, "{\"user\":\"bob\"}");
            server.kill();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            receipt = Http.json(answer);
        }
        try (Server server = start()) {
            refusesTheOld(server, ticket);
            Await.until("the next second", () -> Tokens.isAfter(receipt.getString("effectiveAt")));
            RoomSocket back = RoomSocket.join(server, ROOM, "client-a", Tokens.token("bob", ROOM, "write"));
            assertThat(back.await("joined").getInt("version"))
                    .isEqualTo(receipt.getJsonArray("rooms").getJsonObject(0).getInt("version"));
            back.close();
        }
    }

    private void refusesTheOld(Server server, String ticket) {
        assertThat(RoomSocket.to(server, PATH).token(token).refusedWith())
                .as("subprotocol")
                .isEqualTo(401);
        assertThat(RoomSocket.to(server, PATH)
                        .header("Authorization", "Bearer " + token)
                        .refusedWith())
                .as("Authorization")
                .isEqualTo(401);
        assertThat(RoomSocket.to(server, PATH + "?ticket=" + ticket).refusedWith())
                .as("a ticket bought before")
                .isEqualTo(401);
        assertThat(RoomSocket.to(server, PATH + "?token=" + token).refusedWith())
                .as("the query")
                .isEqualTo(401);
        RoomSocket first = RoomSocket.to(server, PATH).connect();
        first.await("hello");
        first.send("{\"type\":\"authenticate\",\"token\":\"" + token + "\"}");
        assertThat(first.await("unauthorized").getString("code"))
                .as("first message")
                .isEqualTo("token_revoked");
        assertThat(first.closed()).isEqualTo("4430 token_revoked");
        assertThat(Http.get(server, "/api/v1/rooms/" + ROOM + "/state", "Bearer " + token)
                        .statusCode())
                .as("REST")
                .isEqualTo(401);
    }
}
