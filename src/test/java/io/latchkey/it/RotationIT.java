package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Keys that the database keeps, with encrypted tokens: rotated while sockets are open, and found again. */
@ExtendWith(RunningServer.class)
class RotationIT {
    private static final String ROOM = "demo:rotation";
    private static final String KEYS = "/api/v1/signing-keys";
    private static final String KEY = "Bearer " + Tokens.API_KEY;

    @TempDir
    Path data;

    private Server start() {
        return Server.options()
                .with("latchkey.demo", true)
                .with("latchkey.data", data)
                .with("latchkey.token.encrypt", true)
                .with("latchkey.api-key", Tokens.API_KEY)
                .start();
    }

    private static String issued(Server server) {
        return Http.get(server, "/api/v1/authorize?room=" + ROOM, Http.basic("ann", "ann"))
                .body();
    }

    private static HttpResponse<String> rotate(Server server, String authorization) {
        return Http.send(Http.request(server, KEYS + "/rotate")
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static JsonArray list(Server server) {
        return Http.json(Http.get(server, KEYS, KEY)).getJsonArray("items");
    }

    @Test
    void twoGenerationsLiveAcrossARestartAndNoSocketIsDropped() {
        String old;
        String fresh;
        try (Server server = start()) {
            old = issued(server);
            holdsNothingToRead(old);
            try (RoomSocket socket = RoomSocket.join(server, ROOM, "client-1", old)) {
                HttpResponse<String> rotated = rotate(server, KEY);
                assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
                fresh = issued(server);
                assertThat(kid(fresh)).isNotEqualTo(kid(old));
                socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
                assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
                takesBoth(server, old, fresh);
            }
        }
        try (Server restarted = start()) {
            takesBoth(restarted, old, fresh);
            assertThat(Http.send(Http.request(restarted, "/.well-known/jwks.json"))
                            .body())
                    .isEqualTo("{\"keys\":[]}");
        }
    }

    private static void takesBoth(Server server, String old, String fresh) {
        for (String token : List.of(old, fresh)) {
            RoomSocket.join(server, ROOM, "client-2", token).close();
        }
        assertThat(list(server).getValuesAs(JsonObject.class))
                .extracting(key ->
                        key.getString("kid") + " " + key.getString("status") + " " + key.getInt("unexpiredTokens"))
                .containsExactly(kid(fresh) + " signing 1", kid(old) + " verifying 1");
    }

    private static void holdsNothingToRead(String token) {
        assertThat(token.split("\\.", -1)).hasSize(5);
        for (String part : token.split("\\.", -1)) {
            assertThat(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1))
                    .doesNotContain("ann", ROOM, "grants");
        }
    }

    private static String kid(String token) {
        String header = new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]), StandardCharsets.UTF_8);
        return Json.trusted(header).asJsonObject().getString("kid");
    }

    @Test
    void onlyTheScopeKeysRotates(Server shared) {
        assertThat(rotate(shared, Http.basic("ann", "ann")).statusCode()).isEqualTo(403);
        assertThat(Http.send(Http.request(shared, KEYS)).statusCode()).isEqualTo(401);
        assertThat(rotate(shared, "Bearer lk_wrong").statusCode()).isEqualTo(401);
        assertThat(rotate(shared, "Bearer " + Tokens.token("ann", "demo:*", "admin"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.code(rotate(shared, KEY))).isEqualTo("conflict");
    }

    @Test
    void publicKeysAreForReadingOnly(Server shared) {
        HttpResponse<String> refused = Http.send(
                Http.request(shared, "/.well-known/jwks.json").POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(Http.code(refused)).isEqualTo("method_not_allowed");
    }
}
