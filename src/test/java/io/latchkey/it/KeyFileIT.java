package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose keys come from a file, and an application that has keys of its own for some requests. */
class KeyFileIT {
    private static final String ROOM = "demo:keys";
    private static final String PATH = "/rooms/" + ROOM;
    private static final String KEY = "Bearer " + Tokens.API_KEY;

    @TempDir
    static Path folder;

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        RsaJsonWebKey rsa = RsaJwkGenerator.generateJwk(2048);
        Path file = Files.writeString(
                folder.resolve("keys.json"), new JsonWebKeySet(rsa).toJson(OutputControlLevel.INCLUDE_PRIVATE));
        server = Server.options()
                .war(WarVariant.in(folder).with(TenantKeys.class).file())
                .with("latchkey.demo", true)
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.token.keys", file)
                .with("latchkey.api-key", Tokens.API_KEY)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String issued() {
        return Http.get(server, "/api/v1/authorize?room=" + ROOM, Http.basic("ann", "ann"))
                .body();
    }

    @Test
    void thePublishedKeyVerifiesATokenAndHoldsNothingPrivate() throws JoseException {
        HttpResponse<String> response = Http.send(Http.request(server, "/.well-known/jwks.json"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("max-age");
        assertThat(response.body()).doesNotContain("\"d\"", "\"p\"", "\"q\"");
        JsonWebSignature token = new JsonWebSignature();
        token.setCompactSerialization(issued());
        token.setKey(new JsonWebKeySet(response.body())
                .findJsonWebKey(token.getKeyIdHeaderValue(), "RSA", "sig", "RS256")
                .getKey());
        assertThat(token.verifySignature()).isTrue();
    }

    @Test
    void thePublishedKeyIsNoSecretToSignWith() {
        HttpResponse<String> response = Http.send(Http.request(server, "/.well-known/jwks.json"));
        String jwk = Http.json(response).getJsonArray("keys").getJsonObject(0).toString();
        String claims = Tokens.claims("eve", ROOM, "admin").toJson();
        String confused = Tokens.sign(claims, "latchkey-room+jwt", jwk);

        assertThat(RoomSocket.to(server, PATH).token(confused).refusedWith()).isEqualTo(401);
    }

    @Test
    void keysOfAFileAreListedButNotRotated() {
        issued();
        JsonObject listed = Http.json(Http.get(server, "/api/v1/signing-keys", KEY))
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(listed.getString("algorithm")).isEqualTo("RS256");
        assertThat(listed.getString("status")).isEqualTo("signing");
        assertThat(listed.getInt("unexpiredTokens")).isPositive();
        HttpResponse<String> refused = Http.send(Http.request(server, "/api/v1/signing-keys/rotate")
                .header("Authorization", KEY)
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(Http.code(refused)).isEqualTo("conflict");
    }

    @Test
    void aTenantsTokenIsGoodOnlyWhereTheRequestNamesTheTenant() {
        String secret = new String(TenantKeys.secret("7"), StandardCharsets.UTF_8);
        String token = Tokens.sign(Tokens.claims("ann", ROOM, "write").toJson(), "latchkey-room+jwt", secret);

        try (RoomSocket socket = RoomSocket.to(server, PATH)
                .token(token)
                .header(TenantKeys.HEADER, "7")
                .connect()) {
            socket.await("joined");
        }
        try (RoomSocket socket =
                RoomSocket.to(server, PATH).header(TenantKeys.HEADER, "7").connect()) {
            socket.send("{\"type\":\"authenticate\",\"token\":\"" + token + "\"}");
            socket.await("joined");
        }
        assertThat(RoomSocket.to(server, PATH)
                        .token(token)
                        .header(TenantKeys.HEADER, "8")
                        .refusedWith())
                .isEqualTo(401);
        assertThat(RoomSocket.to(server, PATH).token(token).refusedWith()).isEqualTo(401);
    }

    @Test
    void aTenantsTokenIsGoodOverRestToo() {
        String secret = new String(TenantKeys.secret("7"), StandardCharsets.UTF_8);
        String token = Tokens.sign(Tokens.claims("ann", ROOM, "write").toJson(), "latchkey-room+jwt", secret);
        RoomSocket.join(server, ROOM, "client-1", issued()).close(); // makes the room

        assertThat(Http.send(Http.request(server, "/api/v1/rooms/" + ROOM + "/state")
                                .header("Authorization", "Bearer " + token)
                                .header(TenantKeys.HEADER, "7"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(Http.get(server, "/api/v1/rooms/" + ROOM + "/state", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
    }
}
