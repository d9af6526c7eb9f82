package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.token.foreign.OtherServer;
import io.latchkey.token.foreign.TestIssuer;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials that others made, in sockets and REST, beside servers that answer, refuse, fail and hang. */
class ForeignIT {
    private static final String ROOM = "demo:foreign";

    @TempDir
    static Path data;

    private static TestIssuer issuer;
    private static OtherServer other;
    private static Server server;

    @BeforeAll
    static void start() {
        issuer = new TestIssuer();
        other = new OtherServer();
        other.at("/jwks", (exchange, body) -> OtherServer.send(exchange, 200, issuer.jwks()));
        other.at("/auth", (exchange, body) -> {
            if (body.contains("hang")) {
                other.hang();
            } else if (body.contains("bob")) {
                OtherServer.send(exchange, 200, "{\"userID\":\"bob\",\"access\":\"write\"}");
            } else if (body.contains("broken")) {
                OtherServer.send(exchange, 500, "");
            } else if (body.contains("elsewhere")) {
                OtherServer.send(exchange, 403, "");
            } else {
                OtherServer.send(exchange, 401, "");
            }
        });
        server = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .with("latchkey.auth.on-failure", "wait")
                .with("latchkey.auth.handler-url", other.uri("/auth"))
                .with("latchkey.auth.handler-private", true)
                .with("latchkey.auth.handler-timeout", "PT10S")
                .with("latchkey.auth.issuers", issuers())
                .with(
                        "latchkey.policy",
                        "{\"grants\":[{\"groups\":[\"staff\"],\"room\":\"demo:**\",\"access\":\"write\"}]}")
                .start();
    }

    private static String issuers() {
        return "[{\"issuer\":\"" + TestIssuer.ISSUER + "\",\"jwks\":\"" + other.uri("/jwks")
                + "\",\"audience\":\"rooms\",\"groupsClaim\":\"realm_access.roles\",\"userPrefix\":\"ex:\"}]";
    }

    @AfterAll
    static void stop() {
        other.close();
        server.close();
    }

    private static String foreign(String user, String group) {
        JwtClaims claims = TestIssuer.claims(user, Instant.now().minusSeconds(1));
        claims.setClaim("realm_access", Map.of("roles", List.of(group)));
        return issuer.sign(claims, jws -> {});
    }

    private static RoomSocket.Options room() {
        return RoomSocket.to(server, "/rooms/" + ROOM);
    }

    private static String authenticate(String token) {
        return "{\"type\":\"authenticate\",\"token\":\"" + token + "\"}";
    }

    private static String set(int id) {
        return "{\"type\":\"mutate\",\"id\":" + id + ",\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":1}}";
    }

    @Test
    void aTrustedIssuersTokenEntersWithWhatThePolicyGives() {
        try (RoomSocket socket = room().token(foreign("ann", "staff")).connect()) {
            JsonObject authenticated = socket.await("authenticated");
            assertThat(authenticated.getJsonObject("user").getString("id")).isEqualTo("ex:ann");
            assertThat(authenticated.getString("access")).isEqualTo("write");
        }
        assertThat(room().token(foreign("ann", "guests")).refusedWith()).isEqualTo(403);
    }

    @Test
    void aTrustedIssuersTokenBuysARoomTokenAndARoomTokenDoesNot() {
        HttpResponse<String> bought =
                Http.get(server, "/api/v1/authorize?room=" + ROOM, "Bearer " + foreign("ann", "staff"));
        assertThat(bought.statusCode()).isEqualTo(200);
        try (RoomSocket socket = RoomSocket.join(server, ROOM, "client-1", bought.body())) {
            assertThat(socket.await("authenticated").getJsonObject("user").getString("id"))
                    .isEqualTo("ex:ann");
        }
        String again = "Bearer " + bought.body();
        HttpResponse<String> refused = Http.get(server, "/api/v1/authorize?room=" + ROOM, again);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Http.code(refused)).isEqualTo("invalid_token");
        assertThat(Http.get(server, "/api/v1/authorize?room=" + ROOM, "Bearer " + foreign("ann", "guests"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.get(server, "/api/v1/authorize?room=" + ROOM, "Bearer bob")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void restTakesForeignCredentialsOfMembers() {
        for (String credential : List.of(foreign("ann", "staff"), "bob-s-secret")) {
            HttpResponse<String> applied = Http.post(
                    server,
                    "/api/v1/rooms/" + ROOM + "/mutations",
                    "Bearer " + credential,
                    "{\"name\":\"set\",\"args\":{\"key\":\"rest\",\"value\":1}}");
            assertThat(applied.statusCode()).isEqualTo(200);
            assertThat(Http.json(applied).getString("outcome")).isEqualTo("applied");
        }
    }

    /** Anonymous, refused and our own failure are three things, for native clients and for browsers. */
    @ParameterizedTest
    @CsvSource({
        "'', 401, ''",
        "nobody, 401, unauthorized 4401 invalid_token",
        "elsewhere, 403, error 4403 forbidden",
        "broken, 503, error 4503 auth_unavailable",
        "lk_a-key, 401, unauthorized 4401 invalid_token",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, 401, unauthorized 4401 invalid_token"
    })
    void tellsTheThreeResultsApart(String credential, int status, String told) {
        String path = "/api/v1/rooms/" + ROOM + "/state";
        int rest = credential.isEmpty()
                ? Http.send(Http.request(server, path)).statusCode()
                : Http.get(server, path, "Bearer " + credential).statusCode();
        assertThat(rest).isEqualTo(status);
        if (!credential.isEmpty()) {
            assertThat(room().token(credential).refusedWith()).isEqualTo(status);
            RoomSocket browser = room().token(credential).browser(server).connect();
            String closed = browser.closed();
            assertThat(browser.messages().get(0).getString("type") + " " + closed)
                    .isEqualTo(told);
        }
    }

    @Test
    void whatLooksLikeOursNeverLeavesTheServer() {
        String own = Tokens.token("ann", ROOM, "write");
        String damaged = own.substring(0, own.length() - 3);
        for (String ours : List.of("lk_leaves-never", "b".repeat(43), damaged)) {
            assertThat(room().token(ours).refusedWith()).as(ours).isEqualTo(401);
            assertThat(other.bodies()).as(ours).noneMatch(body -> body.contains(ours));
        }
    }

    @Test
    void whatFollowsAnAuthenticateWaitsForItsVerdict() {
        try (RoomSocket socket = room().connect()) {
            socket.await("hello");
            socket.send(authenticate("bob-first") + "\n" + set(1));
            socket.send(set(2));
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
            assertThat(socket.result(2).getString("outcome")).isEqualTo("applied");
            socket.send(authenticate("nobody") + "\n" + set(3));
            socket.send(set(4));
            assertThat(socket.result(4).getString("outcome")).isEqualTo("applied");
            assertThat(socket.await("unauthorized").getString("code")).isEqualTo("invalid_token");
        }
    }

    @Test
    void aBrowserMaySpeakBeforeItsVerdictAndIsHeardAfterIt() {
        try (RoomSocket socket = room().token("bob-browser").browser(server).connect()) {
            socket.send(set(1));
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
        }
    }

    @Test
    void aHangingAuthServerHoldsUpNobodyElse() {
        List<RoomSocket> waiting = new ArrayList<>();
        List<CompletableFuture<Integer>> natives = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                waiting.add(room().token("hang-" + i).browser(server).connect());
                RoomSocket first = room().connect();
                first.send(authenticate("hang-first-" + i));
                waiting.add(first);
                int number = i;
                natives.add(CompletableFuture.supplyAsync(
                        () -> room().token("hang-native-" + number).refusedWith()));
            }
            other.awaitHanging(16);
            List<CompletableFuture<RoomSocket>> own = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                own.add(room().token(Tokens.token("user-" + i, ROOM, "write")).connectAsync());
            }
            for (CompletableFuture<RoomSocket> member : own) {
                try (RoomSocket socket = member.join()) {
                    socket.await("joined");
                }
            }
            natives.forEach(status -> assertThat(status.join()).isEqualTo(503));
            assertThat(waiting.get(0).closed()).isEqualTo("4503 auth_unavailable");
        } finally {
            waiting.forEach(RoomSocket::close);
        }
    }

    @Test
    void aStrangerWhoWaitsIsHeldToOneMessageOf16Kb() {
        RoomSocket socket = room().token("hang-large").browser(server).connect();
        socket.send("{\"type\":\"ping\",\"ref\":\"" + "x".repeat(10_000) + "\"}");
        socket.send("{\"type\":\"ping\",\"ref\":\"" + "x".repeat(10_000) + "\"}");
        assertThat(socket.closed()).isEqualTo("1009 payload_too_large");
    }

    @Test
    void noCredentialReachesTheLog() {
        room().token("broken-never-to-be-logged").refusedWith();
        assertThat(server.log()).contains("Nobody could say whose a foreign credential is: status 500");
        assertThat(server.log()).doesNotContain("never-to-be-logged");
    }
}
