package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP Basic, with users in a database table and in an LDAP directory. */
class BasicLoginIT {
    private static final String POLICY = """
            {"grants":[{"groups":["writers"],"room":"team:**","access":"write"},\
            {"groups":["readers"],"room":"team:**","access":"read"}]}""";
    private static final String CHALLENGE = "Basic realm=\"latchkey\", charset=\"UTF-8\"";
    private static final String ANN = Http.basic("ann", "secret of ann");

    private static UserSources users;
    private static Server server;

    private final Browser browser = new Browser();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        users = UserSources.start(folder.resolve("users"));
        server = users.settings(Server.options())
                .with("latchkey.login", "basic")
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.policy", POLICY)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        users.close();
    }

    @ParameterizedTest
    @CsvSource({"ann,secret of ann,applied", "lena,secret of lena,rejected", "jürgen,straße,rejected"})
    void aUserOfTheTableOrTheDirectoryEntersWithTheRightsOfTheGroupsThere(
            String user, String password, String outcome) {
        String credential = Http.basic(user, password);
        HttpResponse<String> in = get("/login?return=/demo/", credential);
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(Browser.location(in)).isEqualTo("/demo/");
        String token = token(credential);
        assertThat(Tokens.payload(token).getString("sub")).isEqualTo(user);
        try (RoomSocket socket = RoomSocket.join(server, "team:x", "client-of-" + outcome, token)) {
            socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(1).getString("outcome")).isEqualTo(outcome);
        }
    }

    /** The password is the session: a cookie would outlive it. */
    @Test
    void noLoginLeavesACookie() {
        for (String path : new String[] {"/login", "/api/v1/authorize?room=team:x", "/logout"}) {
            assertThat(get(path, ANN).headers().allValues("Set-Cookie"))
                    .as(path)
                    .isEmpty();
        }
        assertThat(Http.code(browser.get(server.uri("/api/v1/authorize?room=team:x"))))
                .isEqualTo("credentials_required");
    }

    @ParameterizedTest
    @CsvSource({"ann,secret of lena", "ann,''", "lena,''", "lena,wrong", "*,secret of lena", "'',''"})
    void withAWrongNameOrPasswordTheLoginAsksAgainAndNoTokenIsGiven(String user, String password) {
        String credential = Http.basic(user, password);
        HttpResponse<String> asked = get("/login", credential);
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.headers().firstValue("WWW-Authenticate")).contains(CHALLENGE);
        assertThat(Http.code(get("/api/v1/authorize?room=team:x", credential))).isEqualTo("invalid_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic", "Basic  ", "Basic YW5u", "basic Og=="})
    void whatIsNotWrittenAsNameAndPasswordIsAskedForAgain(String header) {
        assertThat(get("/login", header).statusCode()).isEqualTo(401);
        assertThat(get("/login", header).headers().firstValue("WWW-Authenticate"))
                .contains(CHALLENGE);
        assertThat(get("/api/v1/authorize?room=team:x", header).statusCode()).isEqualTo(401);
    }

    @Test
    void aScriptIsToldWhereToLogInWithoutTheBrowsersQuestion() {
        HttpResponse<String> refused = browser.get(server.uri("/api/v1/authorize?room=team:x"));
        assertThat(Http.json(refused).getString("loginUrl")).isEqualTo("/login");
        assertThat(refused.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
        HttpResponse<String> asked = browser.get(server.uri("/login"));
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.headers().firstValue("WWW-Authenticate")).contains(CHALLENGE);
    }

    @Test
    void aLogoutSaysThatOnlyTheBrowserCanForgetThePassword() {
        HttpResponse<String> out = get("/logout", ANN);
        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.body()).contains("close it to log out");
        assertThat(browser.get(server.uri("/logout")).statusCode()).isEqualTo(303);
    }

    private String token(String credential) {
        HttpResponse<String> token = get("/api/v1/authorize?room=team:x", credential);
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        return token.body();
    }

    private HttpResponse<String> get(String path, String credential) {
        return browser.get(server.uri(path), "Authorization", credential);
    }
}
