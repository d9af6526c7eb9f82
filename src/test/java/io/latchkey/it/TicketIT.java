package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tickets: bought with a credential, used to open a connection. */
@ExtendWith(RunningServer.class)
class TicketIT {
    private static final String PATH = "/api/v1/tickets";
    private static final String ROOM = "demo:tickets";
    private static final String FIRST = "Bearer " + Tokens.API_KEY;
    private static final int RACERS = 100;

    private final Server server;

    TicketIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> buy(String authorization, String json) {
        return Http.post(server, PATH, authorization, json.replace('\'', '"'));
    }

    private String ticket(String user, String room, String access) {
        HttpResponse<String> bought = buy("Bearer " + Tokens.token(user, room, access), "{'room':'" + room + "'}");
        assertThat(bought.statusCode()).as(bought.body()).isEqualTo(201);
        return Http.json(bought).getString("ticket");
    }

    private RoomSocket.Options with(String room, String ticket) {
        return RoomSocket.to(server, "/rooms/" + room + "?ticket=" + ticket);
    }

    @Test
    void aTicketOpensItsRoomOnceWithAllThatItWasBoughtWith() {
        HttpResponse<String> bought = buy("Bearer " + Tokens.token("ann", ROOM, "write"), "{'room':'" + ROOM + "'}");
        assertThat(bought.statusCode()).isEqualTo(201);
        assertThat(bought.headers().firstValue("Cache-Control")).contains("no-store");
        JsonObject json = Http.json(bought);
        assertThat(json.getString("ticket")).matches("[A-Za-z0-9_-]{43}");
        assertThat(json.getString("room")).isEqualTo(ROOM);
        assertThat(json.getInt("uses")).isEqualTo(1);
        try (RoomSocket socket = with(ROOM, json.getString("ticket")).connect()) {
            JsonObject told = socket.await("authenticated");
            assertThat(told.getJsonObject("user").getString("id")).isEqualTo("ann");
            assertThat(told.getString("access")).isEqualTo("write");
            assertThat(told.getInt("expiresIn")).isBetween(1, 600);
        }
        assertThat(with(ROOM, json.getString("ticket")).refusedWith()).isEqualTo(401);
    }

    @Test
    void aBrowserIsToldOnTheSocketWhyItsTicketIsNoGood() {
        String ticket = ticket("ann", ROOM, "write");
        try (RoomSocket socket = with(ROOM, ticket).browser(server).connect()) {
            socket.await("joined");
        }
        RoomSocket again = with(ROOM, ticket).browser(server).connect();
        assertThat(again.await("unauthorized").getString("code")).isEqualTo("ticket_spent");
        assertThat(again.closed()).isEqualTo("4401 ticket_spent");
    }

    @ParameterizedTest
    @CsvSource({"''", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "lk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    })
    void whatIsNoTicketIsRefusedAndNeverAnonymous(String ticket) {
        RoomSocket socket = with(ROOM, ticket).browser(server).connect();
        assertThat(socket.closed()).isEqualTo("4401 invalid_token");
        assertThat(socket.messages())
                .extracting(message -> message.getString("type"))
                .containsExactly("unauthorized");
    }

    @Test
    void aTicketForAnotherRoomIsToldSoAndNotSpent() {
        String ticket = ticket("ann", ROOM, "write");
        RoomSocket wrong = with("demo:other", ticket).browser(server).connect();
        assertThat(wrong.closed()).isEqualTo("4401 token_wrong_room");
        try (RoomSocket right = with(ROOM, ticket).connect()) {
            right.await("joined");
        }
    }

    @Test
    void ofAHundredWhoRaceForOneUseExactlyOneEnters() {
        String ticket = ticket("ann", ROOM, "write");
        List<CompletableFuture<RoomSocket>> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            racers.add(with(ROOM, ticket).connectAsync());
        }
        List<RoomSocket> entered = new ArrayList<>();
        for (CompletableFuture<RoomSocket> racer : racers) {
            try {
                entered.add(racer.join());
            } catch (CompletionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                WebSocketHandshakeException.class,
                                refused -> assertThat(refused.getResponse().statusCode())
                                        .isEqualTo(401));
            }
        }
        assertThat(entered).hasSize(1);
        entered.get(0).await("joined");
        entered.get(0).close();
    }

    @Test
    void aTicketInAMessageEntersAndRenews() {
        try (RoomSocket socket = RoomSocket.to(server, "/rooms/" + ROOM).connect()) {
            socket.await("hello");
            socket.send("{\"type\":\"authenticate\",\"ticket\":\"" + ticket("ann", ROOM, "read") + "\"}");
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("read");
            socket.await("joined");
            socket.send("{\"type\":\"authenticate\",\"ticket\":\"" + ticket("ann", ROOM, "write") + "\"}");
            socket.await(message -> message.getString("type").equals("authenticated")
                    && message.getString("access").equals("write"));
        }
    }

    @Test
    void ticketAndTokenMustBeOfOneUserAndTheTokenGivesTheRights() {
        try (RoomSocket socket = with(ROOM, ticket("ann", ROOM, "write"))
                .token(Tokens.token("ann", ROOM, "read"))
                .connect()) {
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("read");
        }
        RoomSocket mixed = with(ROOM, ticket("ann", ROOM, "write"))
                .token(Tokens.token("bob", ROOM, "write"))
                .browser(server)
                .connect();
        assertThat(mixed.closed()).isEqualTo("4403 user_mismatch");
    }

    @Test
    void aTokenInTheQueryIsNotLookedAtUnlessSwitchedOn() {
        for (String token : new String[] {"wrong", Tokens.token("ann", ROOM, "write")}) {
            try (RoomSocket socket =
                    RoomSocket.to(server, "/rooms/" + ROOM + "?token=" + token).connect()) {
                socket.await("hello");
                assertThat(socket.messages()).hasSize(1);
            }
        }
    }

    @Test
    void theContainersCallerBuysThroughThePolicy() {
        HttpResponse<String> bought = buy(Http.basic("bob", "bob"), "{'room':'" + ROOM + "'}");
        RoomSocket.join(server, ROOM, "client-o", Tokens.token("o", ROOM, "write"))
                .close();
        try (RoomSocket socket =
                with(ROOM, Http.json(bought).getString("ticket")).connect()) {
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("read");
        }
        assertThat(Http.code(buy(Http.basic("bob", "bob"), "{'room':'other:x'}")))
                .isEqualTo("forbidden");
        assertThat(Http.code(Http.send(Http.request(server, PATH)
                        .header("Authorization", Http.basic("bob", "bob"))
                        .header("Content-Type", "application/json")
                        .header("Origin", "http://evil.example")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"room\":\"" + ROOM + "\"}")))))
                .isEqualTo("origin_denied");
    }

    @Test
    void aBackendBuysForItsUserBelowItsCeiling() {
        String json = "{'room':'" + ROOM + "','user':{'id':'ann','name':'Ann'},'permission':'read_write'}";
        try (RoomSocket socket =
                with(ROOM, Http.json(buy(FIRST, json)).getString("ticket")).connect()) {
            assertThat(socket.await("authenticated").getJsonObject("user").getString("name"))
                    .isEqualTo("Ann");
        }
        HttpResponse<String> made = Http.post(
                server, "/api/v1/keys", FIRST, "{\"name\":\"t\",\"scopes\":[\"provision\"],\"max\":\"read\"}");
        String key = "Bearer " + Http.json(made).getString("key");
        assertThat(Http.code(buy(key, json))).isEqualTo("forbidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|400|invalid_request",
                "{'room':7}|400|invalid_request",
                "{'room':'a*'}|400|invalid_room",
                "{'room':'demo:tickets','ttl':5}|400|invalid_request",
                "{'room':'demo:tickets'}|400|invalid_request",
                "{'room':'demo:tickets','user':'ann'}|400|invalid_request",
                "{'room':'demo:tickets','permission':'read'}|400|invalid_request",
                "{'room':'demo:tickets','user':'key:x','permission':'read'}|400|invalid_request"
            })
    void aBadBodyOfABackendIsAClearProblem(String json, int status, String code) {
        HttpResponse<String> refused = buy(FIRST, json);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(Http.code(refused)).isEqualTo(code);
    }

    @Test
    void nobodyBuysForAnotherOrWithATicketOrWithoutACredential() {
        String token = "Bearer " + Tokens.token("ann", ROOM, "admin");
        assertThat(Http.code(buy(token, "{'room':'" + ROOM + "','user':'bob','permission':'read'}")))
                .isEqualTo("forbidden");
        assertThat(Http.code(buy(token, "{'room':'demo:else'}"))).isEqualTo("forbidden");
        assertThat(Http.code(buy("Bearer " + ticket("ann", ROOM, "read"), "{'room':'" + ROOM + "'}")))
                .isEqualTo("invalid_token");
        assertThat(Http.code(Http.send(Http.request(server, PATH)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"room\":\"" + ROOM + "\"}")))))
                .isEqualTo("credentials_required");
    }
}
