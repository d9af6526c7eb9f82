package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.latchkey.engine.Await;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Login at a real Keycloak, and its end there. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {
    private static final String POLICY = """
            {"grants":[{"groups":["writers"],"room":"team:**","access":"write"},\
            {"groups":["readers"],"room":"team:**","access":"read"}]}""";
    private static final String ROOM = "team:board";
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

    private static Keycloak keycloak;
    private static Server server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        int port = Keycloak.freePort();
        keycloak = Keycloak.launch(Keycloak.home(), folder, port);
        keycloak.awaitReady();
        server = Server.options()
                .port(port)
                .with("latchkey.login", "oidc")
                .with("latchkey.oidc.preset", "keycloak")
                .with("latchkey.oidc.provider", keycloak.issuer())
                .with("latchkey.oidc.client-id", "latchkey")
                .with("latchkey.oidc.client-secret", Keycloak.SECRET)
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.policy", POLICY)
                .with("latchkey.api-key", Tokens.API_KEY)
                .start();
    }

    @AfterAll
    static void stop() {
        keycloak.close();
        server.close();
    }

    @Test
    @Order(1)
    void aWriterAndAReaderEnterTheRoomAndTheReaderIsRefusedToWrite() {
        try (RoomSocket wendy = enter(logIn("wendy"), "wendy-client");
                RoomSocket rick = enter(logIn("rick"), "rick-client")) {
            wendy.mutate(1, "set", "{\"key\":\"a\",\"value\":1}");
            assertThat(wendy.result(1).getString("outcome")).isEqualTo("applied");
            rick.mutate(1, "set", "{\"key\":\"a\",\"value\":2}");
            assertThat(rick.result(1).toString()).contains("insufficient_permission");
        }
    }

    @Test
    @Order(2)
    void theTokenSaysWhoItIs() {
        JsonObject claims = Tokens.payload(token(logIn("wendy")));
        assertThat(claims.getString("sub")).isEqualTo("wendy");
        assertThat(claims.getJsonArray("groups").toString()).contains("writers");
        assertThat(claims.getJsonObject("user").getString("name")).isEqualTo("Wendy Example");
        assertThat(claims.getJsonObject("user").getString("email")).isEqualTo("wendy@example.com");
        assertThat(claims.getJsonNumber("auth_time").longValue()).isPositive();
    }

    @Test
    @Order(2)
    void aMachineComesWithAnAccessTokenForThisAudienceAndNoSession() {
        String login = "grant_type=password&username=wendy&password=wendy&client_id=";
        String ours = keycloak.token("latchkey", login + "latchkey&client_secret=" + Keycloak.SECRET)
                .getString("access_token");
        HttpResponse<String> token = Http.get(server, authorizeUri().getPath() + "?room=" + ROOM, "Bearer " + ours);
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        assertThat(Tokens.payload(token.body()).getString("sub")).isEqualTo("wendy");
        assertThat(Tokens.payload(token.body()).getJsonArray("groups").toString())
                .contains("writers");
        String other = keycloak.token("latchkey", login + "admin-cli").getString("access_token");
        HttpResponse<String> refused = Http.get(server, authorizeUri().getPath() + "?room=" + ROOM, "Bearer " + other);
        assertThat(refused.statusCode()).isEqualTo(401);
    }

    @Test
    @Order(2)
    void aWrongPasswordLogsNobodyIn() {
        Browser browser = new Browser();
        HttpResponse<String> page = submit(browser, "wendy", "wrong");
        assertThat(page.uri().toString()).startsWith(keycloak.issuer());
        assertThat(authorize(browser).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(2)
    void aPlantedSessionAndAForgedCallbackAreWorthNothing() {
        Browser attacker = new Browser();
        HttpResponse<String> begun = attacker.get(server.uri("/login"));
        String planted = attacker.session(server.uri("/"));
        assertThat(planted).isNotEmpty();
        Browser victim = new Browser();
        victim.plant(server.uri("/"), planted);
        victim.follow(submit(victim, "wendy", "wendy"));
        assertThat(authorize(victim).statusCode()).isEqualTo(200);
        assertThat(victim.session(server.uri("/"))).isNotEqualTo(planted);
        assertThat(authorize(attacker).statusCode()).isEqualTo(401);
        String state = Pattern.compile("state=([^&]+)")
                .matcher(Browser.location(begun))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        Browser stranger = new Browser();
        stranger.get(server.uri("/callback?state=" + state + "&code=stolen"));
        assertThat(authorize(stranger).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(3)
    void aLogoutHereEndsTokensSocketsAndTheLoginThere() {
        Browser browser = logIn("wendy");
        String token = token(browser);
        String cookie = "JSESSIONID=" + browser.session(server.uri("/"));
        try (RoomSocket socket = RoomSocket.join(server, ROOM, "logout-client", token)) {
            HttpResponse<String> out = browser.get(server.uri("/logout"));
            assertThat(Browser.location(out)).startsWith(keycloak.issuer()).contains("id_token_hint=");
            browser.follow(out);
            assertThat(socket.closed()).isEqualTo("4440 logged_out");
        }
        HttpResponse<String> refused = new Browser().get(authorizeUri(), "Cookie", cookie);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Http.code(refused)).isEqualTo("logged_out");
        assertThat(Http.json(refused).getString("loginUrl")).isEqualTo("/login");
        assertThat(RoomSocket.to(server, "/rooms/" + ROOM).token(token).refusedWith())
                .isEqualTo(401);
        HttpResponse<String> again = browser.follow(browser.get(server.uri("/login")));
        assertThat(again.body()).as("Keycloak asks for the password again").contains("password");
    }

    @Test
    @Order(3)
    void aSessionEndedInKeycloakClosesItsSocketsAndNobodyElses() {
        Browser browser = logIn("rick");
        Browser other = logIn("wendy");
        try (RoomSocket first = enter(browser, "rick-first-1");
                RoomSocket second = enter(browser, "rick-second");
                RoomSocket bystander = enter(other, "bystander-1")) {
            keycloak.endSession(keycloak.newestSession("rick"));
            assertThat(first.closed()).isEqualTo("4440 logged_out");
            assertThat(second.closed()).isEqualTo("4440 logged_out");
            bystander.send("{\"type\":\"ping\",\"ref\":1}");
            assertThat(bystander.await("pong").getInt("ref")).isEqualTo(1);
        }
        HttpResponse<String> refused = authorize(browser);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Http.code(refused)).isEqualTo("logged_out");
        assertThat(authorize(other).statusCode()).isEqualTo(200);
        logIn("rick");
    }

    @Test
    @Order(4)
    void twoPeopleInChromiumAreLetInRefusedAndThrownOut() throws Exception {
        Node.require();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/chromium")), "skipped: no /usr/bin/chromium");
        String printed = Node.run("node", "browser/keycloak.mjs", server.uri("").toString(), keycloak.origin());
        assertThat(printed).contains("ok: login, refusal and logout in Chromium");
    }

    @Test
    @Order(5)
    void whoLeavesTheGroupLosesItsRightsWithTheNextRefresh() {
        keycloak.accessTokenLife(5);
        Browser browser = logIn("rick");
        assertThat(authorize(browser).statusCode()).isEqualTo(200);
        keycloak.leaveGroup("rick", "readers");
        Await.until("rick loses the room", () -> authorize(browser).statusCode() == 403);
    }

    @Test
    @Order(6)
    void withoutKeycloakRoomsGoOnAndNewLoginsSaySo() {
        Browser browser = logIn("wendy");
        try (RoomSocket socket = enter(browser, "survivor-1")) {
            keycloak.close();
            socket.mutate(1, "set", "{\"key\":\"b\",\"value\":1}");
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
            Await.until("a refresh fails", () -> authorize(browser).statusCode() == 503);
            assertThat(Http.code(authorize(browser))).isEqualTo("auth_unavailable");
            Await.until(
                    "a login says so",
                    () -> new Browser().get(server.uri("/login")).statusCode() == 503);
            assertThat(new Browser().get(server.uri("/login")).body()).contains("does not answer");
        }
    }

    private static Browser logIn(String user) {
        Browser browser = new Browser();
        HttpResponse<String> in = submit(browser, user, user);
        HttpResponse<String> last = browser.follow(in);
        assertThat(last.uri().getPath()).as(last.body()).isEqualTo("/index.html");
        return browser;
    }

    /** What Keycloak answers to the filled-in form. */
    private static HttpResponse<String> submit(Browser browser, String user, String password) {
        HttpResponse<String> page = browser.follow(browser.get(server.uri("/login?return=/index.html")));
        Matcher action = FORM.matcher(page.body());
        assertThat(action.find()).as(page.uri() + "\n" + page.body()).isTrue();
        return browser.post(
                URI.create(action.group(1).replace("&amp;", "&")), Map.of("username", user, "password", password));
    }

    private static RoomSocket enter(Browser browser, String client) {
        return RoomSocket.join(server, ROOM, client, token(browser));
    }

    private static String token(Browser browser) {
        HttpResponse<String> response = authorize(browser);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static HttpResponse<String> authorize(Browser browser) {
        return browser.get(authorizeUri());
    }

    private static URI authorizeUri() {
        return server.uri("/api/v1/authorize?room=" + ROOM);
    }
}
