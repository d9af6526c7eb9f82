package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form login, with users in a database table and in an LDAP directory. */
class FormLoginIT {
    private static final String POLICY = """
            {"grants":[{"groups":["writers"],"room":"team:**","access":"write"},\
            {"groups":["readers"],"room":"team:**","access":"read"}]}""";

    private static UserSources users;
    private static Server server;

    private final Browser browser = new Browser();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        users = UserSources.start(folder.resolve("users"));
        server = users.settings(Server.options())
                .war(WarVariant.in(folder).with(EndSession.class).file())
                .with("latchkey.login", "form")
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.policy", POLICY)
                .with("latchkey.api-key", Tokens.API_KEY)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        users.close();
    }

    @ParameterizedTest
    @CsvSource({"ann,secret of ann,writers", "lena,secret of lena,readers", "jürgen,straße,readers"})
    void aUserOfTheTableOrTheDirectoryGetsATokenWithTheGroupsThere(String user, String password, String group) {
        HttpResponse<String> in = logIn(user, password, "/demo/?a=b");
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(Browser.location(in)).isEqualTo("/demo/?a=b");
        HttpResponse<String> token = authorize();
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        assertThat(Tokens.payload(token.body()).getString("sub")).isEqualTo(user);
        assertThat(Tokens.payload(token.body()).getJsonArray("groups").toString())
                .contains(group);
    }

    @Test
    void theCookieIsForThisSiteAndNotForScripts() {
        HttpResponse<String> in = logIn("ann", "secret of ann", "/");
        assertThat(in.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie)
                        .contains("HttpOnly")
                        .containsIgnoringCase("SameSite=Lax")
                        .doesNotContainIgnoringCase("Secure"));
        assertThat(Tokens.payload(authorize().body()).getString("sid")).isNotEqualTo(browser.session(server.uri("/")));
    }

    @ParameterizedTest
    @CsvSource({
        "ann,secret of lena",
        "ann,''",
        "ann' or '1'='1,secret of ann",
        "lena,''",
        "lena,wrong",
        "*,secret of lena",
        "len*,secret of lena",
        "lena)(uid=*,secret of lena",
        "'',''"
    })
    void aWrongNameOrPasswordIsToldAndOpensNothing(String user, String password) {
        HttpResponse<String> in = logIn(user, password, "/");
        assertThat(in.statusCode()).isEqualTo(403);
        assertThat(in.body()).contains("wrong").doesNotContain("secret of", "Exception");
        assertThat(authorize().statusCode()).isEqualTo(401);
    }

    @Test
    void whoGuessesOnePersonsPasswordIsSlowedAndOthersStillLogIn() {
        int status = 0;
        for (int i = 0; i < 100 && status != 429; i++) {
            status = logIn("guessed", "wrong-" + i, "/").statusCode();
        }
        assertThat(status).isEqualTo(429);
        assertThat(logIn("ann", "secret of ann", "/").statusCode()).isEqualTo(303);
    }

    @Test
    void anotherSitesFormLogsNobodyIn() {
        HttpResponse<String> in = browser.post(
                server.uri("/login"),
                Map.of("username", "ann", "password", "secret of ann"),
                "Origin",
                "https://evil.example");
        assertThat(in.statusCode()).isEqualTo(403);
        assertThat(authorize().statusCode()).isEqualTo(401);
    }

    @Test
    void aPlantedSessionIsWorthNothingAfterTheLogin() {
        logIn("lena", "secret of lena", "/"); // the attacker, who plants this session in ann's browser
        String planted = browser.session(server.uri("/"));
        String before = Tokens.payload(authorize().body()).getString("sid");
        logIn("ann", "secret of ann", "/");
        assertThat(browser.session(server.uri("/"))).isNotEqualTo(planted);
        assertThat(Tokens.payload(authorize().body()).getString("sid")).isNotEqualTo(before);
        HttpResponse<String> attacker =
                new Browser().get(server.uri("/api/v1/authorize?room=team:x"), "Cookie", "JSESSIONID=" + planted);
        assertThat(attacker.statusCode()).isEqualTo(401);
    }

    @Test
    void whoLogsInAsAnotherIsThatOneOnlyWithTheRightPassword() {
        logIn("ann", "secret of ann", "/");
        assertThat(logIn("lena", "wrong", "/").statusCode()).isEqualTo(403);
        assertThat(authorize().statusCode()).as("ann's login has ended").isEqualTo(401);
        logIn("ann", "secret of ann", "/");
        assertThat(logIn("lena", "secret of lena", "/").statusCode()).isEqualTo(303);
        assertThat(Tokens.payload(authorize().body()).getString("sub")).isEqualTo("lena");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example",
                "/\t/evil.example",
                "javascript:alert(1)",
                "\\\\evil.example",
                "/ok\r\nSet-Cookie: a=b",
                "/logout",
                ""
            })
    void theReturnPathNeverLeavesTheServer(String path) {
        assertThat(Browser.location(logIn("ann", "secret of ann", path))).isEqualTo("/");
    }

    @Test
    void aScriptIsToldWhereToLogInAndNeverRedirected() {
        HttpResponse<String> refused = authorize();
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Http.json(refused).getString("code")).isEqualTo("credentials_required");
        assertThat(Http.json(refused).getString("loginUrl")).isEqualTo("/login");
    }

    @Test
    void afterALogoutTheSameCookieGetsNoToken() {
        logIn("ann", "secret of ann", "/");
        String cookie = "JSESSIONID=" + browser.session(server.uri("/"));
        HttpResponse<String> out = browser.get(server.uri("/logout?return=/demo/"));
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(Browser.location(out)).isEqualTo("/demo/");
        HttpResponse<String> refused = new Browser().get(server.uri("/api/v1/authorize?room=team:x"), "Cookie", cookie);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Http.code(refused)).isEqualTo("logged_out");
        assertThat(Http.json(refused).getString("loginUrl")).isEqualTo("/login");
        logIn("ann", "secret of ann", "/");
        assertThat(authorize().statusCode()).isEqualTo(200);
    }

    @Test
    void aLogoutEndsItsOwnTokensAndSocketsAndNoOthers() {
        logIn("ann", "secret of ann", "/");
        String ended = authorize().body();
        String other = new FormLoginIT().tokenOf("ann", "secret of ann");
        try (RoomSocket socket = RoomSocket.join(server, "team:x", "logs-out-1", ended);
                RoomSocket bystander = RoomSocket.join(server, "team:x", "stays-here-1", other)) {
            browser.get(server.uri("/logout"));
            assertThat(socket.closed()).isEqualTo("4440 logged_out");
            assertThat(RoomSocket.to(server, "/rooms/team:x").token(ended).refusedWith())
                    .isEqualTo(401);
            bystander.send("{\"type\":\"ping\",\"ref\":1}");
            assertThat(bystander.await("pong").getInt("ref")).isEqualTo(1);
        }
    }

    @Test
    void aSessionThatTheContainerEndsTakesItsSocketsAlong() {
        String token = tokenOf("ann", "secret of ann");
        try (RoomSocket socket = RoomSocket.join(server, "team:x", "expires-1", token)) {
            browser.get(server.uri("/end-session"));
            assertThat(socket.closed()).isEqualTo("4440 logged_out");
        }
    }

    @Test
    void aSessionThatNobodyUsesTakesItsSocketsAlong() {
        String token = tokenOf("ann", "secret of ann");
        try (RoomSocket socket = RoomSocket.join(server, "team:x", "is-idle-1", token)) {
            browser.get(server.uri("/end-session?idle=1"));
            assertThat(socket.closed()).isEqualTo("4440 logged_out");
        }
        assertThat(Http.code(authorize())).isEqualTo("logged_out");
    }

    @Test
    void anotherSitesLinkAsksBeforeItLogsOut() {
        logIn("ann", "secret of ann", "/");
        HttpResponse<String> asked = browser.get(server.uri("/logout"), "Sec-Fetch-Site", "cross-site");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.body()).contains("<form");
        assertThat(authorize().statusCode()).isEqualTo(200);
    }

    @Test
    void theFormIsAPageWithoutScripts() {
        HttpResponse<String> form = browser.get(server.uri("/login?return=%2F%22%3E%3Cscript%3E"));
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body()).contains("type=\"password\"").doesNotContain("<script");
        assertThat(form.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(form.headers().firstValue("Cache-Control")).contains("no-store");
    }

    private HttpResponse<String> logIn(String user, String password, String path) {
        return browser.post(
                server.uri("/login"),
                Map.of("username", user, "password", password, "return", path),
                "Origin",
                origin(server.uri("")));
    }

    private String tokenOf(String user, String password) {
        logIn(user, password, "/");
        return authorize().body();
    }

    private static String origin(URI uri) {
        return uri.toString();
    }

    private HttpResponse<String> authorize() {
        return browser.get(server.uri("/api/v1/authorize?room=team:x"));
    }
}
