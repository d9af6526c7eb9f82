package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens for callers whom Jakarta Security knows. */
@ExtendWith(RunningServer.class)
class AuthorizeIT {
    private static final String ANN = Http.basic("ann", "ann");
    private static final String PATH = "/api/v1/authorize";

    private final Server server;

    AuthorizeIT(Server server) {
        this.server = server;
    }

    @Test
    void theTokenAloneIsTheAnswerAndItOpensTheRoom() {
        HttpResponse<String> response = Http.get(server, PATH + "?room=demo:board", ANN);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        try (RoomSocket socket = RoomSocket.join(server, "demo:board", "client-1", response.body())) {
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("write");
        }
    }

    @Test
    void jsonTellsWhatTheTokenIsGoodFor() {
        HttpResponse<String> response = Http.send(Http.request(server, PATH)
                .header("Authorization", Http.basic("bob", "bob"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"rooms\":[\"demo:board\",\"demo:b\"],\"ttl\":60}")));
        JsonObject json = Http.json(response);
        assertThat(json.getString("tokenType")).isEqualTo("Bearer");
        assertThat(json.getInt("expiresIn")).isEqualTo(60);
        assertThat(json.getString("expiresAt")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(json.getString("user")).isEqualTo("bob");
        JsonObject resource = json.getJsonArray("resources").getJsonObject(1);
        assertThat(resource.getString("object")).isEqualTo("room");
        assertThat(resource.getString("reference")).isEqualTo("demo:b");
        assertThat(resource.getString("permission")).isEqualTo("read");
    }

    @Test
    void aWishForMoreThanTheCeilingIsCapped() {
        HttpResponse<String> response = Http.send(Http.request(server, PATH)
                .header("Authorization", ANN)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"room\":\"demo:board\",\"ttl\":999999}")));
        assertThat(Http.json(response).getInt("expiresIn")).isEqualTo(6 * 3600);
    }

    @Test
    void nobodyIsToldToLogInWithoutAPopUp() {
        HttpResponse<String> response = Http.send(Http.request(server, PATH + "?room=demo:board"));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(Http.code(response)).isEqualTo("credentials_required");
        assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    void wrongCredentialsAreNeverAnonymous() {
        for (String wrong : new String[] {Http.basic("ann", "bob"), "Bearer x", "Negotiate x"}) {
            HttpResponse<String> response = Http.get(server, PATH + "?room=demo:board", wrong);
            assertThat(response.statusCode()).as(wrong).isEqualTo(401);
            assertThat(Http.code(response)).as(wrong).isEqualTo("invalid_token");
        }
    }

    @Test
    void aRoomTokenIsNoLogin() {
        String token = Http.get(server, PATH + "?room=demo:board", ANN).body();
        assertThat(Http.get(server, PATH + "?room=demo:board", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whereNothingIsGrantedThereIsNoToken() {
        HttpResponse<String> response = Http.get(server, PATH + "?room=other:board", ANN);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(Http.code(response)).isEqualTo("forbidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|400|invalid_request",
                "[]|400|invalid_request",
                "{\"room\":|400|invalid_request",
                "{\"room\":\"demo:board\",\"room\":\"demo:b\"}|400|invalid_request",
                "{\"room\":\"demo:board\",\"admin\":true}|400|invalid_request",
                "{\"room\":7}|400|invalid_request",
                "{\"room\":\"../x\"}|400|invalid_room",
                "{\"rooms\":[]}|400|invalid_request",
                "{\"rooms\":[\"demo:board\",7]}|400|invalid_room",
                "{\"room\":\"demo:board\",\"ttl\":\"1\"}|400|invalid_request",
                "{\"room\":\"demo:board\",\"ttl\":1e999}|400|invalid_request",
                "{\"room\":\"demo:board\",\"ttl\":0}|400|invalid_request"
            })
    void aBadBodyIsAClearProblem(String body, int status, String code) {
        HttpResponse<String> response = Http.post(server, PATH, ANN, body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Http.code(response)).isEqualTo(code);
        assertThat(response.body()).doesNotContain("Exception", "io.latchkey", "\tat ");
    }

    @Test
    void aBodyThatIsNoJsonOrTooLargeIsRefused() {
        HttpResponse<String> text = Http.send(Http.request(server, PATH)
                .header("Authorization", ANN)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(text.statusCode()).isEqualTo(415);
        assertThat(Http.code(text)).isEqualTo("unsupported_media_type");
        HttpResponse<String> large = Http.post(server, PATH, ANN, " ".repeat(70_000));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(Http.code(large)).isEqualTo("payload_too_large");
    }

    @Test
    void anotherSiteGetsNoTokenOutOfABrowser() {
        assertThat(Http.send(Http.request(server, PATH + "?room=demo:board")
                                .header("Authorization", ANN)
                                .header("Sec-Fetch-Site", "cross-site"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.send(Http.request(server, PATH)
                                .header("Authorization", ANN)
                                .header("Content-Type", "application/json")
                                .header("Origin", "http://evil.example")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"room\":\"demo:board\"}")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theDemoAnswersOnlyHere() {
        assertThat(Http.send(Http.request(server, "/demo/").header("X-Forwarded-For", "10.0.0.1"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.rawUpgrade(server, "/demo/", "X-Real-IP: 10.0.0.1\r\n")).contains(" 40");
    }

    @Test
    void anUnknownAddressOrMethodIsAProblem() {
        assertThat(Http.code(Http.get(server, "/api/v1/nothing", ANN))).isEqualTo("not_found");
        HttpResponse<String> put = Http.send(Http.request(server, PATH).PUT(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(Http.code(put)).isEqualTo("method_not_allowed");
    }
}
