package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that ends while its socket is open. */
class ExpiryIT {
    private static final String ROOM = "demo:expiry";

    @TempDir
    static Path data;

    private static Server server;

    @BeforeAll
    static void start() {
        server = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .with("latchkey.token.leeway", "PT1S")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String shortToken() {
        JwtClaims claims = Tokens.claims("ann", ROOM, "write");
        claims.setClaim("exp", Instant.now().getEpochSecond() + 2);
        return Tokens.sign(claims);
    }

    @Test
    void theServerAsksForAFreshTokenAndClosesWhereNoneComes() {
        RoomSocket socket = RoomSocket.join(server, ROOM, "client-a", shortToken());
        assertThat(socket.await("reauthenticate").getString("code")).isEqualTo("token_expired");
        assertThat(socket.closed()).isEqualTo("4419 token_expired");
    }

    @Test
    void aFreshTokenKeepsTheSocket() {
        try (RoomSocket socket = RoomSocket.join(server, ROOM, "client-b", shortToken())) {
            socket.await("reauthenticate");
            socket.send("{\"type\":\"authenticate\",\"token\":\"" + Tokens.token("ann", ROOM, "write") + "\"}");
            socket.await(
                    message -> message.getString("type").equals("authenticated") && message.getInt("expiresIn") > 100);
            RoomSocket other = RoomSocket.join(server, ROOM, "client-c", shortToken());
            assertThat(other.closed()).isEqualTo("4419 token_expired");
            socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
        }
    }
}
