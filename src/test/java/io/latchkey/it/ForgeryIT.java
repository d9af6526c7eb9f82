package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Json;
import io.latchkey.token.Attack;
import io.latchkey.token.Bait;
import io.latchkey.token.Forge;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Forged tokens on each way into a room: refused alike, and nobody goes where a token points. */
@ExtendWith(RunningServer.class)
class ForgeryIT {
    private static final String PATH = "/rooms/acme:forged";
    private static final Bait BAIT = new Bait();
    private static final Forge FORGE = Forge.forServer(Tokens.SETTING, BAIT.url());

    /** What one header of a request can carry; the rest comes only in messages. */
    private static final int HEADER = 7 * 1024;

    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+");
    private static final Pattern SUBPROTOCOL = Pattern.compile("[A-Za-z0-9._~!#$%&'*+^`|-]+"); // RFC 9110 section 5.6.2
    private static final int MESSAGE = 15 * 1024;

    private final Server server;

    ForgeryIT(Server server) {
        this.server = server;
    }

    @AfterAll
    static void nobodyFollowedAToken() {
        BAIT.close();
        assertThat(BAIT.visits()).isZero();
    }

    static Stream<Attack> attacks() {
        return Stream.concat(Attack.all(), Attack.claims())
                .filter(attack -> attack.token(FORGE).isPresent());
    }

    @Test
    void theTokenThatTheForgeriesAreMadeOfIsGood() {
        try (RoomSocket socket =
                RoomSocket.to(server, PATH).token(FORGE.token()).connect()) {
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("write");
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void aForgeryIsRefusedOnEveryWayIn(Attack attack) {
        String token = attack.token(FORGE).orElseThrow();
        header(token, HEADER_VALUE, "Authorization: Bearer ")
                .ifPresent(status -> assertThat(status).startsWith("HTTP/1.1 401"));
        header(token, SUBPROTOCOL, "Sec-WebSocket-Protocol: latchkey.v1, latchkey.token.")
                .ifPresent(status -> assertThat(status).startsWith("HTTP/1.1 401"));
        if (token.length() < MESSAGE) {
            refusedInAMessage(token);
        }
    }

    private Optional<String> header(String token, Pattern form, String name) {
        return token.length() < HEADER && form.matcher(token).matches()
                ? Optional.of(Http.rawUpgrade(server, PATH, name + token + "\r\n"))
                : Optional.empty();
    }

    private void refusedInAMessage(String token) {
        try (RoomSocket socket = RoomSocket.to(server, PATH).connect()) {
            socket.send("{\"type\":\"authenticate\",\"token\":" + Json.quote(token) + "}");
            assertThat(socket.await("unauthorized").getString("code")).isEqualTo("invalid_token");
            assertThat(socket.closed()).isEqualTo("4401 invalid_token");
        }
    }
}
