package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.Await;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default login: whoever the server's own realm knows. Payara asks for its file realm's users by HTTP Basic. */
class ContainerLoginIT {
    private static final String POLICY =
            "{\"grants\":[{\"groups\":[\"writers\"],\"room\":\"team:**\",\"access\":\"write\"}]}";
    private static final String ANN = Http.basic("ann", "secret-of-ann");

    private static Server server;

    private final Browser browser = new Browser();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "AS_ADMIN_USERPASSWORD=secret-of-ann");
        server = Server.options()
                .command("create-file-user --groups=writers --passwordfile=" + password + " ann")
                .with("latchkey.login.roles", "writers")
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.policy", POLICY)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUserOfTheRealmGetsATokenWithTheRolesThatTheSettingNames() {
        HttpResponse<String> in = logIn(ANN);
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(Browser.location(in)).isEqualTo("/index.html");
        try (RoomSocket socket = RoomSocket.join(server, "team:x", "of-the-realm", token())) {
            socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
        }
    }

    @Test
    void aSessionThatWasThereBeforeTheLoginIsWorthNothingAfterIt() {
        logIn(Http.basic("ann", "wrong"));
        String before = browser.session(server.uri("/"));
        logIn(ANN);
        assertThat(token()).isNotEmpty();
        assertThat(browser.session(server.uri("/"))).isNotEqualTo(before);
        assertThat(authorize(new Browser(), "Cookie", "JSESSIONID=" + before).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aLogoutEndsTheSessionWithItsTokensAndSockets() {
        logIn(ANN);
        String token = token();
        try (RoomSocket socket = RoomSocket.join(server, "team:x", "logs-out-1", token)) {
            assertThat(browser.get(server.uri("/logout")).statusCode()).isEqualTo(303);
            assertThat(socket.closed()).isEqualTo("4440 logged_out");
        }
        assertThat(Http.code(authorize(browser))).isEqualTo("logged_out");
        assertThat(RoomSocket.to(server, "/rooms/team:x").token(token).refusedWith())
                .isEqualTo(401);
    }

    /** A browser sends it with every page, also where Payara does not look at it. */
    @Test
    void whoSendsTheRightPasswordOnIsNotTakenForAGuesser() {
        logIn(ANN);
        browser.get(server.uri("/logout"));
        for (int i = 0; i < 110; i++) {
            assertThat(authorize(browser, "Authorization", ANN).statusCode()).isEqualTo(401);
        }
        assertThat(logIn(ANN).statusCode()).isEqualTo(303);
    }

    @Test
    void aGuessIsNotTakenForRightBecauseASessionCameWithIt() {
        logIn(ANN);
        String guess = Http.basic("guessed", "wrong");
        assertThat(authorize(browser, "Authorization", guess).statusCode()).isEqualTo(200);
        Browser stranger = new Browser();
        Await.until(
                "the guess is slowed",
                () -> stranger.get(server.uri("/login"), "Authorization", guess).statusCode() == 429);
    }

    @Test
    void withoutTheRightPasswordTheServerAsksForItAndNobodyIsIn() {
        for (String credential : new String[] {"", Http.basic("ann", "wrong"), Http.basic("ann", ""), "Basic !!!"}) {
            HttpResponse<String> asked = credential.isEmpty() ? browser.get(server.uri("/login")) : logIn(credential);
            assertThat(asked.statusCode()).as(credential).isEqualTo(401);
            assertThat(asked.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Basic ");
            assertThat(Http.code(authorize(browser))).isEqualTo("credentials_required");
        }
    }

    private HttpResponse<String> logIn(String credential) {
        return browser.get(server.uri("/login?return=/index.html"), "Authorization", credential);
    }

    private String token() {
        HttpResponse<String> token = authorize(browser);
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        assertThat(Tokens.payload(token.body()).getString("sub")).isEqualTo("ann");
        assertThat(Tokens.payload(token.body()).getJsonArray("groups")).hasToString("[\"writers\"]");
        return token.body();
    }

    private static HttpResponse<String> authorize(Browser by, String... headers) {
        return by.get(server.uri("/api/v1/authorize?room=team:x"), headers);
    }
}
