package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets into a room, and how everybody else is told. */
@ExtendWith(RunningServer.class)
class HandshakeIT {
    private static final String ROOM = "demo:handshake";

    private final Server server;

    HandshakeIT(Server server) {
        this.server = server;
    }

    private static String writer() {
        return Tokens.token("ann", ROOM, "write");
    }

    @Test
    void aTokenAmongTheSubprotocolsEntersAndOnlyLatchkeyIsEchoed() {
        try (RoomSocket socket =
                RoomSocket.to(server, "/rooms/" + ROOM).token(writer()).connect()) {
            assertThat(socket.subprotocol()).isEqualTo("latchkey.v1");
            JsonObject authenticated = socket.await("authenticated");
            assertThat(authenticated.getJsonObject("user").getString("id")).isEqualTo("ann");
            assertThat(authenticated.getString("access")).isEqualTo("write");
            assertThat(socket.await("joined").getString("client")).matches("[A-Za-z0-9_-]{8,64}");
        }
    }

    @Test
    void aBearerTokenEntersWithoutASubprotocol() {
        try (RoomSocket socket = RoomSocket.to(server, "/rooms/" + ROOM)
                .header("Authorization", "Bearer " + writer())
                .connect()) {
            assertThat(socket.subprotocol()).isEmpty();
            assertThat(socket.await("joined").getJsonArray("members")).isNotEmpty();
        }
    }

    @Test
    void aRoomIdMayBeEscapedInThePath() {
        try (RoomSocket socket =
                RoomSocket.to(server, "/rooms/demo%3Ahandshake").token(writer()).connect()) {
            assertThat(socket.await("joined").getString("epoch")).isNotEmpty();
        }
    }

    @Test
    void aNativeClientIsRefusedByHttp() {
        assertThat(RoomSocket.to(server, "/rooms/" + ROOM).token("x").refusedWith())
                .isEqualTo(401);
        String elsewhere = Tokens.token("ann", "demo:elsewhere", "write");
        assertThat(RoomSocket.to(server, "/rooms/" + ROOM).token(elsewhere).refusedWith())
                .isEqualTo(403);
        assertThat(RoomSocket.to(server, "/rooms/" + ROOM)
                        .subprotocols("chat.v2")
                        .refusedWith())
                .isEqualTo(426);
    }

    @Test
    void aBrowserIsToldOnTheSocket() {
        RoomSocket socket = browser(ROOM, "x");
        JsonObject told = socket.await("unauthorized");
        assertThat(told.getString("code")).isEqualTo("invalid_token");
        assertThat(told.getString("action")).isEqualTo("reauthenticate");
        assertThat(told.getJsonObject("data").getString("type")).isEqualTo("UnauthorizedError");
        assertThat(socket.closed()).isEqualTo("4401 invalid_token");
    }

    private RoomSocket browser(String room, String token) {
        return RoomSocket.to(server, "/rooms/" + room)
                .token(token)
                .browser(server)
                .connect();
    }

    @Test
    void anExpiredTokenIsToldApart() {
        JwtClaims claims = Tokens.claims("ann", ROOM, "write");
        claims.setClaim("iat", Instant.now().getEpochSecond() - 100);
        claims.setClaim("exp", Instant.now().getEpochSecond() - 20);
        RoomSocket socket = browser(ROOM, Tokens.sign(claims));
        assertThat(socket.await("unauthorized").getString("code")).isEqualTo("token_expired");
        assertThat(socket.closed()).isEqualTo("4419 token_expired");
    }

    @Test
    void aRoomWithoutAGrantIsForbiddenWhetherItExistsOrNot() {
        for (String room : List.of(ROOM, "demo:never-was")) {
            RoomSocket socket = browser(room, Tokens.token("ann", "demo:elsewhere", "write"));
            assertThat(socket.await("error").getString("code")).isEqualTo("forbidden");
            assertThat(socket.closed()).isEqualTo("4403 forbidden");
        }
    }

    @Test
    void aReaderByPatternDoesNotCreateARoom() {
        RoomSocket socket = browser("demo:not-made", Tokens.token("bob", "demo:*", "read"));
        assertThat(socket.await("error").getString("code")).isEqualTo("room_not_found");
        assertThat(socket.closed()).isEqualTo("4404 room_not_found");
    }

    @Test
    void aGrantForTheExactIdCreatesTheRoom() {
        String room = "demo:made-by-a-reader";
        try (RoomSocket socket = RoomSocket.join(server, room, "reader-1", Tokens.token("bob", room, "read"))) {
            assertThat(socket.await("joined").getInt("version")).isZero();
        }
    }

    @Test
    void aForeignOriginIsRefusedByHttpForBrowsersToo() {
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
            assertThat(RoomSocket.to(server, "/rooms/" + ROOM)
                            .token(writer())
                            .header("Origin", origin)
                            .refusedWith())
                    .as(origin)
                    .isEqualTo(403);
        }
    }

    @Test
    void aBrowserThatSpeaksAnotherProtocolIsClosed() {
        RoomSocket socket = RoomSocket.to(server, "/rooms/" + ROOM)
                .subprotocols("chat.v2", "latchkey.token." + writer())
                .browser(server)
                .connect();
        assertThat(socket.subprotocol()).isEqualTo("chat.v2");
        assertThat(socket.closed()).isEqualTo("4406 version_unsupported");
    }

    @Test
    void twoCredentialsMustNameOneUserAndTheLastGivesTheRights() {
        String reader = Tokens.token("ann", ROOM, "read");
        assertThat(RoomSocket.to(server, "/rooms/" + ROOM)
                        .token(Tokens.token("bob", ROOM, "read"))
                        .header("Authorization", "Bearer " + writer())
                        .refusedWith())
                .isEqualTo(403);
        try (RoomSocket socket = RoomSocket.to(server, "/rooms/" + ROOM)
                .token(writer())
                .header("Authorization", "Bearer " + reader)
                .connect()) {
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("read");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rooms/a;%2F..%2F..%2Fx",
                "/rooms/%2e%2e",
                "/rooms/a;x%2F%2e%2e%2F%2e%2e",
                "/rooms/a%2Fb",
                "/rooms/a;x=1",
                "/rooms;x=1/a",
                "/rooms/a%3Bx",
                "/rooms/a%20b",
                "/rooms/",
                "/rooms/%C3%A9",
                "/rooms/a%253Ab",
                "/rooms/-a",
                "/rooms/a+b",
                "/rooms/a?client=short",
                "/rooms/a?since=1",
                "/rooms/a?client=aaaaaaaa&client=bbbbbbbb",
                "/rooms/a?x={\"|}"
            })
    void whatIsNoRoomPathIsRefusedBeforeAnyCredential(String path) {
        assertThat(Http.rawUpgrade(
                        server, path, "Authorization: Bearer " + Tokens.token("ann", "**", "admin") + "\r\n"))
                .startsWith("HTTP/1.1 40");
    }

    /** Payara answers some of these itself, with an empty 200: before any filter, now and then. */
    @ParameterizedTest
    @ValueSource(strings = {"/rooms/.", "/rooms/a/.", "/rooms/a/.."})
    void aDotForARoomOpensNothing(String path) {
        assertThat(Http.rawUpgrade(
                        server, path, "Authorization: Bearer " + Tokens.token("ann", "**", "admin") + "\r\n"))
                .startsWith("HTTP/1.1 ")
                .doesNotStartWith("HTTP/1.1 1");
    }

    @Test
    void aRoomIdHasAtMost128Characters() {
        String token = Tokens.token("ann", "**", "write");
        String longest = "r".repeat(128);
        try (RoomSocket socket = RoomSocket.join(server, longest, "client-1", token)) {
            assertThat(socket.await("joined").getInt("version")).isZero();
        }
        assertThat(RoomSocket.to(server, "/rooms/" + longest + "r").token(token).refusedWith())
                .isEqualTo(400);
    }

    @Test
    void twoHundredConcurrentHandshakesNeverMixIdentities() {
        for (int round = 0; round < Integer.getInteger("rounds", 3); round++) {
            List<CompletableFuture<RoomSocket>> connecting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String access = i % 2 == 0 ? "read" : "write";
                connecting.add(RoomSocket.to(server, "/rooms/" + ROOM)
                        .token(Tokens.token("user-" + i, ROOM, access))
                        .connectAsync());
            }
            for (int i = 0; i < 200; i++) {
                try (RoomSocket socket = connecting.get(i).join()) {
                    JsonObject authenticated = socket.await("authenticated");
                    assertThat(authenticated.getJsonObject("user").getString("id"))
                            .isEqualTo("user-" + i);
                    assertThat(authenticated.getString("access")).isEqualTo(i % 2 == 0 ? "read" : "write");
                }
            }
        }
    }

    @Test
    void aRoomAddressWithoutAnUpgradeSaysWhatItWants() {
        assertThat(Http.code(Http.send(Http.request(server, "/rooms/" + ROOM)))).isEqualTo("version_unsupported");
    }
}
