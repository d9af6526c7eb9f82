package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ticket or token in the handshake, then a token in the first message; and tokens in the query, switched on. */
class TwoStepIT {
    private static final String ROOM = "acme:two";

    @TempDir
    static Path data;

    private static Server server;

    @BeforeAll
    static void start() {
        server = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .with("latchkey.auth.mode", "two-step")
                .with("latchkey.auth.query-token", "true")
                .with("latchkey.ticket.uses", "2")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String ticket(String user) {
        HttpResponse<String> bought = Http.post(
                server,
                "/api/v1/tickets",
                "Bearer " + Tokens.token(user, ROOM, "write"),
                "{\"room\":\"" + ROOM + "\"}");
        assertThat(Http.json(bought).getInt("uses")).isEqualTo(2);
        return Http.json(bought).getString("ticket");
    }

    private static RoomSocket.Options first(String credential) {
        return RoomSocket.to(server, "/rooms/" + ROOM + "?" + credential);
    }

    private static String second(String kind, String credential) {
        return "{\"type\":\"authenticate\",\"" + kind + "\":\"" + credential + "\"}";
    }

    @Test
    void bothStepsOfOneUserEnterAsOftenAsTheTicketHasUses() {
        String ticket = ticket("ann");
        for (int use = 0; use < 2; use++) {
            try (RoomSocket socket = first("ticket=" + ticket).connect()) {
                socket.await("hello");
                socket.send(second("token", Tokens.token("ann", ROOM, "read")));
                assertThat(socket.await("authenticated").getString("access")).isEqualTo("read");
            }
        }
        RoomSocket spent = first("ticket=" + ticket).browser(server).connect();
        assertThat(spent.closed()).isEqualTo("4401 ticket_spent");
    }

    @Test
    void theStepsOfTwoUsersAreRefused() {
        for (String step : new String[] {"ticket=" + ticket("ann"), "token=" + Tokens.token("ann", ROOM, "write")}) {
            RoomSocket socket = first(step).connect();
            socket.await("hello");
            socket.send(second("token", Tokens.token("bob", ROOM, "write")));
            assertThat(socket.await("unauthorized").getString("code")).isEqualTo("user_mismatch");
            assertThat(socket.closed()).isEqualTo("4403 user_mismatch");
        }
    }

    @Test
    void theSecondStepTakesNoTicketAndTheFirstCannotBeLeftOut() {
        RoomSocket socket = first("ticket=" + ticket("ann")).connect();
        socket.await("hello");
        socket.send(second("ticket", ticket("ann")));
        assertThat(socket.closed()).isEqualTo("4401 credentials_bad_format");
        assertThat(first("").refusedWith()).isEqualTo(401);
        assertThat(first("ticket=" + ticket("ann") + "&ticket=" + ticket("ann")).refusedWith())
                .isEqualTo(401);
    }

    @Test
    void aTokenInTheQueryCountsAndStandsInNoLog() {
        String token = Tokens.token("ann", ROOM, "write");
        RoomSocket mixed = first("token=" + token)
                .token(Tokens.token("bob", ROOM, "write"))
                .browser(server)
                .connect();
        assertThat(mixed.closed()).isEqualTo("4403 user_mismatch");
        assertThat(first("token=" + token + "x").refusedWith()).isEqualTo(401);
        String ticket = ticket("ann");
        try (RoomSocket socket = first("token=" + token + "&ticket=" + ticket).connect()) {
            socket.await("hello");
            socket.send(second("token", Tokens.token("ann", ROOM, "write")));
            socket.await("joined");
        }
        assertThat(server.log()).doesNotContain(token, ticket, "?token=", "ticket=");
    }
}
