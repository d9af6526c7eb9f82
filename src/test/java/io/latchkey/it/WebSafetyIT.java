package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer says to browsers. */
@ExtendWith(RunningServer.class)
class WebSafetyIT {
    private final Server server;

    WebSafetyIT(Server server) {
        this.server = server;
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/demo/",
                "/demo/demo.js",
                "/client/latchkey.js",
                "/spec/",
                "/spec/codes.html",
                "/index.html",
                "/nothing/here",
                "/rooms/demo:board",
                "/api/v1/health/live",
                "/api/v1/openapi.json",
                "/api/v1/authorize?room=demo:board",
                "/api/v1/nothing"
            })
    void everyAnswerForbidsForeignScriptsFramesAndSniffing(String path) {
        HttpResponse<String> response = Http.send(Http.request(server, path));
        String policy = header(response, "Content-Security-Policy");
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(response, "X-Frame-Options")).isEqualTo("DENY");
        assertThat(header(response, "Referrer-Policy")).isEqualTo("same-origin");
        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(response.headers().allValues("Content-Security-Policy")).hasSize(1);
    }

    @Test
    void whatHoldsACredentialIsNeverStored() {
        for (String path : new String[] {"/api/v1/authorize?room=demo:board", "/api/v1/keys", "/api/v1/audit/head"}) {
            HttpResponse<String> response = Http.get(
                    server, path, path.contains("authorize") ? Http.basic("ann", "ann") : "Bearer " + Tokens.API_KEY);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "Cache-Control")).contains("no-store");
        }
    }

    private HttpRequest.Builder preflight(String origin) {
        return Http.request(server, "/api/v1/rooms/demo:board/mutations")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type");
    }

    @Test
    void aPageOfANamedOriginMayCallTheApi() {
        HttpResponse<String> preflight = Http.send(preflight(Http.FRIEND));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(Http.FRIEND);
        assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("POST", "DELETE");
        assertThat(header(preflight, "Access-Control-Allow-Headers")).contains("Authorization", "Content-Type");
        HttpResponse<String> call = Http.send(Http.request(server, "/api/v1/authorize?room=demo:board")
                .header("Origin", Http.FRIEND)
                .header("Authorization", Http.basic("ann", "ann")));
        assertThat(call.statusCode()).isEqualTo(200);
        assertThat(header(call, "Access-Control-Allow-Origin")).isEqualTo(Http.FRIEND);
        assertThat(header(call, "Access-Control-Allow-Credentials")).isEqualTo("true");
    }

    @Test
    void aPageOfAnyOtherOriginMayNot() {
        for (String origin : new String[] {
            "http://evil.example",
            "null",
            "http://friend.example",
            "https://friend.example.evil.example",
            "https://friend.example:444"
        }) {
            HttpResponse<String> preflight = Http.send(preflight(origin));
            assertThat(preflight.statusCode()).as(origin).isEqualTo(403);
            assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-origin");
            HttpResponse<String> call =
                    Http.send(Http.request(server, "/api/v1/health/live").header("Origin", origin));
            assertThat(call.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
    }

    @Test
    void aCallOverTheLimitIsRefusedBeforeItsBodyIsRead() throws IOException {
        String request = "POST /api/v1/authorize HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void guessingAPasswordIsSlowedAndTheUserWhoKnowsItGoesOn() {
        String user = "guessed-" + UUID.randomUUID();
        Http.get(server, "/api/v1/authorize?room=demo:board", Http.basic("ann", "ann"));
        int status = 401;
        int tries = 0;
        HttpResponse<String> response = null;
        for (; status == 401 && tries < 2000; tries++) {
            response = Http.get(server, "/api/v1/authorize?room=demo:board", Http.basic(user, "guess" + tries));
            status = response.statusCode();
        }
        assertThat(status).isEqualTo(429);
        assertThat(tries).isGreaterThan(20);
        assertThat(Http.code(response)).isEqualTo("too_many_attempts");
        assertThat(header(response, "Retry-After")).isNotEmpty();
        assertThat(Http.get(server, "/api/v1/authorize?room=demo:board", Http.basic("ann", "ann"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(Http.get(server, "/api/v1/authorize?room=demo:board", Http.basic("bob", "bob"))
                        .statusCode())
                .isEqualTo(200);
    }
}
