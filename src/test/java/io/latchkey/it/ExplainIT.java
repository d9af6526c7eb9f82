package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators can ask about tokens and rights. */
@ExtendWith(RunningServer.class)
class ExplainIT {
    private static final String EXPLAIN = "/api/v1/authz/explain";
    private static final String INTROSPECT = "/api/v1/tokens/introspect";
    private static final String FIRST = "Bearer " + Tokens.API_KEY;

    private final Server server;

    ExplainIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> explain(String json) {
        return Http.post(server, EXPLAIN, FIRST, json.replace('\'', '"'));
    }

    private HttpResponse<String> form(String authorization, String body) {
        return Http.send(Http.request(server, INTROSPECT)
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource({
        "ann, demo:x, mutate:set, true",
        "bob, demo:x, room:read, true",
        "bob, demo:x, mutate:set, false",
        "bob, demo:x, room:admin, false",
        "root, demo:x, mutate:anything, true",
        "eve, demo:x, room:read, false"
    })
    void thePolicySaysWhoMayDoWhat(String user, String room, String action, boolean allowed) {
        JsonObject told = Http.json(
                explain("{'user':'" + user + "','groups':[],'room':'" + room + "','action':'" + action + "'}"));
        assertThat(told.getBoolean("allowed")).isEqualTo(allowed);
        if (allowed) {
            assertThat(told.getJsonObject("rule").getString("room")).isEqualTo("demo:**");
        } else {
            assertThat(told.getString("code")).isEqualTo(user.equals("eve") ? "forbidden" : "insufficient_permission");
        }
    }

    @Test
    void aTokensOwnGrantDecides() {
        String token = Tokens.token("ann", "acme:1", "write");
        JsonObject told = Http.json(explain("{'token':'" + token + "','room':'acme:1','action':'mutate:set'}"));
        assertThat(told.getJsonObject("rule")).hasToString("{\"room\":\"acme:1\",\"access\":\"write\"}");
        JsonObject wrong = Http.json(explain("{'token':'" + token + "x','room':'acme:1','action':'mutate:set'}"));
        assertThat(wrong.getBoolean("allowed")).isFalse();
        assertThat(wrong.getString("code")).isEqualTo("invalid_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'room':'a','action':'room:read'}",
                "{'user':'ann','token':'x','room':'a','action':'room:read'}",
                "{'token':'x','groups':[],'room':'a','action':'room:read'}",
                "{'user':'ann','room':'a'}",
                "{'user':'ann','room':'a','action':'fly'}",
                "{'user':'ann','groups':'x','room':'a','action':'room:read'}",
                "{'user':'ann','room':'a','action':'room:read','why':1}"
            })
    void aBadQuestionIsAClearProblem(String json) {
        assertThat(Http.code(explain(json))).isEqualTo("invalid_request");
    }

    @Test
    void aGoodTokenIsIntrospectedByFormAndJson() {
        String token = Tokens.token("ann", "acme:1", "write");
        JsonObject told = Http.json(form(FIRST, "token_type_hint=access_token&token=" + token));
        assertThat(told.getBoolean("active")).isTrue();
        assertThat(told.getString("sub")).isEqualTo("ann");
        assertThat(told.getString("iss")).isEqualTo("latchkey");
        assertThat(told.getInt("exp") - told.getInt("iat")).isEqualTo(601);
        assertThat(told.getJsonArray("grants").toString()).isEqualTo("[{\"room\":\"acme:1\",\"access\":\"write\"}]");
        HttpResponse<String> json = Http.post(server, INTROSPECT, FIRST, "{\"token\":\"" + token + "\"}");
        assertThat(Http.json(json)).isEqualTo(told);
        assertThat(json.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void ofATokenThatIsNoGoodNothingElseIsTold() {
        for (String token : new String[] {"x", "", "lk_x", Tokens.API_KEY, Tokens.token("a", "b", "read") + "x"}) {
            assertThat(form(FIRST, "token=" + token).body()).isEqualTo("{\"active\":false}");
        }
    }

    @Test
    void aBadFormOrCallerIsRefused() {
        assertThat(Http.code(form(FIRST, ""))).isEqualTo("invalid_request");
        assertThat(Http.code(form(FIRST, "token=a&token=b"))).isEqualTo("invalid_request");
        assertThat(Http.code(form(FIRST, "token=%zz"))).isEqualTo("invalid_request");
        assertThat(Http.code(form(FIRST, "token=" + "x".repeat(40_000)))).isEqualTo("payload_too_large");
        assertThat(Http.code(form("Bearer " + Tokens.token("ann", "a", "admin"), "token=x")))
                .isEqualTo("forbidden");
        HttpResponse<String> made =
                Http.post(server, "/api/v1/keys", FIRST, "{\"name\":\"i\",\"scopes\":[\"provision\",\"audit\"]}");
        String other = "Bearer " + Http.json(made).getString("key");
        assertThat(Http.code(form(other, "token=x"))).isEqualTo("forbidden");
        assertThat(Http.code(Http.post(server, EXPLAIN, other, "{}"))).isEqualTo("forbidden");
    }
}
