package io.latchkey.token.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.latchkey.api.Access;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthHandler;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings;
import io.latchkey.config.SettingsLoader;
import io.latchkey.protocol.Code;
import io.latchkey.token.ForeignCredentials;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an external auth server, or an application's own handler, may answer, and what comes of it. */
class HandlerTest {
    private static final RoomId ROOM = new RoomId("acme:42");
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");

    private final OtherServer server = new OtherServer();
    private final List<Bulkhead> bulkheads = new ArrayList<>();

    @AfterEach
    void close() {
        server.close();
        bulkheads.forEach(Bulkhead::close);
    }

    private ForeignCredentials world(Map<String, String> settings, Optional<AuthHandler> own) {
        Properties properties = new Properties();
        properties.putAll(settings);
        SettingsLoader loader = new SettingsLoader(properties, Map.of());
        Settings loaded = loader.load();
        Bulkhead bulkhead = new Bulkhead(loaded.handler().timeout(), Thread::new);
        bulkheads.add(bulkhead);
        return new ForeignParts(
                        loaded,
                        loader.open(),
                        () -> new ControlSequence("db1", 7),
                        Set::of,
                        bulkhead,
                        Runnable::run,
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .assemble(own);
    }

    private ForeignCredentials external(String timeout) {
        return world(
                Map.of(
                        "latchkey.auth.handler-url",
                        server.uri("/auth").toString(),
                        "latchkey.auth.handler-timeout",
                        timeout,
                        "latchkey.auth.handler-private",
                        "true"),
                Optional.empty());
    }

    private static Verdict ask(ForeignCredentials foreign, String auth) {
        return foreign.authenticate(auth, ROOM)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private Verdict answering(String answer) {
        server.at("/auth", 200, answer.replace('\'', '"'));
        return ask(external("PT30S"), "secret");
    }

    private static AuthData accepted(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Authenticated.class);
        return ((Verdict.Authenticated) verdict).auth();
    }

    @Test
    void sendsTheCredentialAndTheRoomAndTakesTheUserWithItsRights() {
        AuthData auth = accepted(answering("{'userID':'ann','access':'write','team':'red','data':{'n':1}}"));

        assertThat(server.bodies()).containsExactly("{\"auth\":\"secret\",\"room\":\"acme:42\"}");
        assertThat(auth.userId()).isEqualTo("ann");
        assertThat(auth.user()).hasToString("{\"id\":\"ann\"}");
        assertThat(auth.data()).hasToString("{\"team\":\"red\",\"n\":1}");
        assertThat(auth.source()).isEqualTo(AuthData.Source.HANDLER);
        assertThat(auth.grants()).singleElement().satisfies(grant -> {
            assertThat(grant.room().value()).isEqualTo("acme:42");
            assertThat(grant.permissions()).isEqualTo(Access.WRITE.permissions());
        });
        assertThat(auth.issuedAt()).isEqualTo(NOW);
        assertThat(auth.expiresAt()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
        assertThat(auth.controlSequence()).contains(new ControlSequence("db1", 7));
    }

    @Test
    void takesAFaceGroupsGrantsAndAnEnd() {
        AuthData auth = accepted(answering("{'user':{'id':'ann','name':'Ann'},'groups':['g'],"
                + "'grants':[{'room':'acme:*','access':'read'}],'expiresAt':'2026-01-31T10:01:00Z'}"));

        assertThat(auth.user()).hasToString("{\"id\":\"ann\",\"name\":\"Ann\"}");
        assertThat(auth.groups()).containsExactly("g");
        assertThat(auth.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void boundsTheLifeByTheLongestOfAnyToken() {
        assertThat(accepted(answering("{'user':'ann','access':'read','expiresAt':'2030-01-01T00:00:00Z'}"))
                        .expiresAt())
                .isEqualTo(NOW.plus(Duration.ofHours(6)));
    }

    @Test
    void anEndThatIsPastRefuses() {
        assertThat(answering("{'user':'ann','access':'read','expiresAt':'2026-01-31T10:00:00Z'}"))
                .isEqualTo(new Refused(Code.TOKEN_EXPIRED));
    }

    @ParameterizedTest
    @CsvSource({"401, INVALID_TOKEN", "403, FORBIDDEN"})
    void takesARefusalForOne(int status, Code code) {
        server.at("/auth", status, "{\"userID\":\"ann\",\"access\":\"admin\"}");
        assertThat(ask(external("PT30S"), "secret"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{'userID':'ann'}",
                "{'access':'write'}",
                "{'userID':7,'access':'write'}",
                "{'userID':'ann','user':'bob','access':'write'}",
                "{'userID':'ann','user':{'id':'bob'},'access':'write'}",
                "{'userID':'ann','userID':'root','access':'write'}",
                "{'userID':'','access':'write'}",
                "{'userID':'key:x','access':'write'}",
                "{'userID':'ann','access':'owner'}",
                "{'userID':'ann','access':7}",
                "{'userID':'ann','access':'read','grants':[]}",
                "{'userID':'ann','grants':{}}",
                "{'userID':'ann','grants':[7]}",
                "{'userID':'ann','grants':[{'room':'a'}]}",
                "{'userID':'ann','access':'read','groups':'staff'}",
                "{'userID':'ann','access':'read','groups':[7]}",
                "{'userID':'ann','access':'read','data':[]}",
                "{'userID':'ann','access':'read','user':[]}",
                "{'userID':'ann','access':'read','expiresAt':'tomorrow'}",
                "{'userID':'ann','access':'read','expiresAt':7}",
            })
    void anAnswerThatMakesNoSenseLetsNobodyIn(String answer) {
        assertThat(answering(answer)).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void anAnswerOver64KbLetsNobodyIn() {
        String filler = "x".repeat(64 * 1024);
        assertThat(answering("{'userID':'ann','access':'read','filler':'" + filler + "'}"))
                .isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void dataOver4KbLetsNobodyIn() {
        assertThat(answering("{'userID':'ann','access':'read','filler':'" + "x".repeat(5000) + "'}"))
                .isInstanceOf(Verdict.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 308, 400, 404, 429, 500, 503})
    void anyOtherStatusLetsNobodyInAndNoRedirectIsFollowed(int status) {
        String good = "{\"userID\":\"ann\",\"access\":\"admin\"}";
        server.at("/elsewhere", 200, good).at("/auth", (exchange, body) -> {
            exchange.getResponseHeaders()
                    .add("Location", server.uri("/elsewhere").toString());
            OtherServer.send(exchange, status, status == 204 ? "" : good);
        });
        assertThat(ask(external("PT30S"), "secret")).isInstanceOf(Verdict.Unavailable.class);
        assertThat(server.paths()).containsExactly("/auth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"headers", "body"})
    void aServerThatHangsLetsNobodyIn(String where) {
        server.at("/auth", (exchange, body) -> {
            if (where.equals("body")) {
                trickle(exchange);
            }
            server.hang();
        });
        assertThat(ask(external("PT1S"), "secret")).isInstanceOf(Verdict.Unavailable.class);
    }

    private static void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("{\"userID\":\"ann\",".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    @Test
    void asksAtMostSixteenAtOnce() {
        server.at("/auth", (exchange, body) -> {
            server.hang();
            OtherServer.send(exchange, 200, "{\"userID\":\"ann\",\"access\":\"read\"}");
        });
        ForeignCredentials foreign = external("PT60S");
        List<CompletableFuture<Verdict>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(foreign.authenticate("secret-" + i, ROOM).toCompletableFuture());
        }
        server.awaitHanging(16);
        server.release();
        all.forEach(verdict -> accepted(verdict.join()));
        assertThat(server.mostHanging()).isEqualTo(16);
    }

    @Test
    void whoFindsTheLineFullIsToldAtOnce() {
        server.at("/auth", (exchange, body) -> server.hang());
        ForeignCredentials foreign = external("PT60S");
        for (int i = 0; i < 16 + 256; i++) {
            assertThat(foreign.authenticate("secret-" + i, ROOM).toCompletableFuture())
                    .isNotDone();
        }
        assertThat(foreign.authenticate("one-more", ROOM).toCompletableFuture())
                .isCompletedWithValueMatching(Verdict.Unavailable.class::isInstance);
    }

    @Test
    void aPrivateAddressIsNotConnectedToByDefault() {
        server.at("/auth", 200, "{\"userID\":\"ann\",\"access\":\"admin\"}");
        for (String url : List.of(
                server.uri("/auth").toString(),
                server.uri("/auth").toString().replace("127.0.0.1", "localhost"),
                server.uri("/auth").toString().replace("127.0.0.1", "[::ffff:127.0.0.1]"))) {
            ForeignCredentials foreign = world(Map.of("latchkey.auth.handler-url", url), Optional.empty());
            assertThat(ask(foreign, "secret")).as(url).isInstanceOf(Verdict.Unavailable.class);
        }
        assertThat(server.paths()).isEmpty();
    }

    @Test
    void anApplicationsOwnHandlerGetsTheRoomAndTheOpenSettings() {
        AuthHandler handler = (auth, room, settings) -> {
            assertThat(settings).containsEntry("latchkey.token.ttl", "PT10M").doesNotContainKey("latchkey.api-key");
            return AuthHandler.Accepted.of(auth + "@" + room, room, Access.READ);
        };
        Map<String, String> settings = Map.of("latchkey.api-key", "lk_" + "k".repeat(43));
        assertThat(accepted(ask(world(settings, Optional.of(handler)), "ann")).userId())
                .isEqualTo("ann@acme:42");
    }

    @Test
    void anApplicationsHandlerThatFailsAnswersNullOrHangsLetsNobodyIn() {
        List<AuthHandler> bad = List.of(
                (auth, room, settings) -> {
                    throw new IllegalStateException("bug");
                },
                HandlerTest::nothing,
                (auth, room, settings) -> {
                    server.hang();
                    return AuthHandler.Accepted.of("ann", room, Access.ADMIN);
                });
        for (AuthHandler handler : bad) {
            ForeignCredentials foreign = world(Map.of("latchkey.auth.handler-timeout", "PT1S"), Optional.of(handler));
            assertThat(ask(foreign, "secret")).isInstanceOf(Verdict.Unavailable.class);
        }
    }

    @SuppressWarnings("NullAway") // what an application may do all the same
    private static AuthHandler.Answer nothing(String auth, RoomId room, Map<String, String> settings) {
        return null;
    }
}
