package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a proxy that ends TLS, with rooms that may outlive their HTTP session. */
class OutliveIT {
    private static final String PUBLIC = "https://rooms.example";
    private static final String POLICY =
            "{\"grants\":[{\"groups\":[\"writers\"],\"room\":\"team:**\",\"access\":\"write\"}]}";

    private static UserSources users;
    private static Server server;

    private final Browser browser = new Browser();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        users = UserSources.start(folder.resolve("users"));
        server = users.settings(Server.options())
                .war(WarVariant.in(folder).with(EndSession.class).file())
                .with("latchkey.login", "form")
                .with("latchkey.public-url", PUBLIC)
                .with("latchkey.session.outlive", "PT10S")
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.policy", POLICY)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        users.close();
    }

    @Test
    void theCookieOfAnHttpsAddressNeverGoesOverPlainHttp() {
        assertThat(logIn().headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).containsIgnoringCase("; Secure"));
    }

    @Test
    void aSocketGoesOnForAWhileAfterItsSessionAndThenEnds() {
        logIn();
        String token = authorize().body();
        try (RoomSocket socket = RoomSocket.join(server, "team:x", "outlives-1", token)) {
            browser.get(server.uri("/end-session"));
            assertThat(Http.code(authorize())).isEqualTo("logged_out");
            socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
            assertThat(socket.closed()).isEqualTo("4440 logged_out");
        }
        assertThat(RoomSocket.to(server, "/rooms/team:x").token(token).refusedWith())
                .isEqualTo(401);
    }

    @Test
    void aLogoutIsNotWaitedFor() {
        logIn();
        String token = authorize().body();
        browser.get(server.uri("/logout"));
        assertThat(RoomSocket.to(server, "/rooms/team:x").token(token).refusedWith())
                .isEqualTo(401);
    }

    private HttpResponse<String> logIn() {
        Map<String, String> form = Map.of("username", "ann", "password", "secret of ann");
        HttpResponse<String> in = browser.post(server.uri("/login"), form, "Origin", PUBLIC);
        assertThat(in.statusCode()).isEqualTo(303);
        return in;
    }

    private HttpResponse<String> authorize() {
        return browser.get(server.uri("/api/v1/authorize?room=team:x"));
    }
}
