package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend asks for a token for one of its users. */
@ExtendWith(RunningServer.class)
class ProvisionIT {
    private static final String PATH = "/api/v1/provision";
    private static final String FIRST = "Bearer " + Tokens.API_KEY;

    private final Server server;

    ProvisionIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> provision(String authorization, String json) {
        return Http.post(server, PATH, authorization, json.replace('\'', '"'));
    }

    private static String body(String reference, String permission) {
        return "{'user':'ann','resources':[{'object':'room','reference':'" + reference + "','permission':" + permission
                + "}]}";
    }

    private String key(String terms) {
        HttpResponse<String> made = Http.post(server, "/api/v1/keys", FIRST, terms.replace('\'', '"'));
        return "Bearer " + Http.json(made).getString("key");
    }

    private RoomSocket join(String room, HttpResponse<String> provisioned) {
        assertThat(provisioned.statusCode()).as(provisioned.body()).isEqualTo(201);
        return RoomSocket.join(server, room, "client-p", Http.json(provisioned).getString("token"));
    }

    @Test
    void theAnswerNamesUserAndResourcesAndItsTokenLastsSixHours() {
        HttpResponse<String> response = provision(
                FIRST,
                "{'user':'ann','resources':[{'object':'room','reference':'acme:1','permission':'read_write'},"
                        + "{'object':'room','reference':'acme:*','permission':['room:read']}]}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        JsonObject json = Http.json(response);
        assertThat(json.getString("user")).isEqualTo("ann");
        assertThat(json.getString("tokenType")).isEqualTo("Bearer");
        assertThat(json.getInt("expiresIn")).isEqualTo(6 * 3600);
        JsonObject first = json.getJsonArray("resources").getJsonObject(0);
        assertThat(first.getString("id")).isNotEmpty();
        assertThat(first.getString("object")).isEqualTo("room");
        assertThat(first.getString("reference")).isEqualTo("acme:1");
        assertThat(first.getString("permission")).isEqualTo("write");
        assertThat(json.getJsonArray("resources").getJsonObject(1).get("permission"))
                .hasToString("[\"room:read\"]");
    }

    @Test
    void theTokenOpensItsRoomsAndShowsThePublicFace() {
        HttpResponse<String> response = provision(
                FIRST,
                "{'user':{'id':'ann','name':'Ann','color':'#f00'},'ttl':60,'data':{'team':7},'groups':['desk'],"
                        + "'session':'s-1','resources':[{'object':'room','reference':'acme:**','permission':'join'}]}");
        assertThat(Http.json(response).getInt("expiresIn")).isEqualTo(60);
        try (RoomSocket owner =
                        RoomSocket.join(server, "acme:p:1", "client-o", Tokens.token("o", "acme:p:1", "write"));
                RoomSocket socket = join("acme:p:1", response)) {
            JsonObject told = socket.await("authenticated");
            assertThat(told.getString("access")).isEqualTo("read");
            assertThat(told.getJsonObject("user").getString("color")).isEqualTo("#f00");
            assertThat(owner.messages().toString() + socket.messages()).doesNotContain("team");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'write'", "'read_write'", "['room:read','mutate:set']"})
    void whatIsGrantedCanBeDone(String permission) {
        try (RoomSocket socket = join("acme:done", provision(FIRST, body("acme:done", permission)))) {
            socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
        }
    }

    @Test
    void aWishForMoreThanTheLongestLifeIsCapped() {
        String json =
                "{'user':'ann','ttl':9999999,'resources':[{'object':'room','reference':'a','permission':'read'}]}";
        assertThat(Http.json(provision(FIRST, json)).getInt("expiresIn")).isEqualTo(6 * 3600);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "acme:**|'read'|403",
                "acme:*:*|'read'|403",
                "other:1|'read'|403",
                "acme:1|'write'|403",
                "acme:1|'admin'|403",
                "acme:1|['room:read','mutate:set']|403",
                "acme:1|['room:read','broadcast:send']|403",
                "acme:1|['room:admin']|403",
                "acme:1|'join'|201",
                "acme:*|['room:read']|201"
            })
    void nothingBeyondTheKeysCeilingIsGivenAndNothingNarrowed(String reference, String permission, int status) {
        String key = key("{'name':'p','scopes':['provision'],'rooms':['acme:*'],'max':'read'}");
        HttpResponse<String> response = provision(key, body(reference, permission));
        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 403) {
            assertThat(Http.code(response)).isEqualTo("forbidden");
        }
    }

    @Test
    void aKeyGivesAtMostWriteUnlessItSaysMore() {
        assertThat(provision(key("{'name':'p','scopes':['provision']}"), body("a", "'admin'"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(provision(key("{'name':'p','scopes':['provision']}"), body("a", "['mutate:any','room:read']"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(provision(key("{'name':'p','scopes':['provision'],'max':'admin'}"), body("a", "'admin'"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void onlyTheScopeProvisionMay() {
        assertThat(Http.code(provision(key("{'name':'p','scopes':['rooms','tokens']}"), body("a", "'read'"))))
                .isEqualTo("forbidden");
        assertThat(Http.code(provision(Http.basic("ann", "ann"), body("a", "'read'"))))
                .isEqualTo("forbidden");
        assertThat(Http.code(provision("Bearer " + Tokens.token("ann", "a", "admin"), body("a", "'read'"))))
                .isEqualTo("forbidden");
        assertThat(Http.code(provision("Bearer lk_wrong", body("a", "'read'")))).isEqualTo("invalid_token");
        assertThat(Http.code(Http.send(Http.request(server, PATH)
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")))))
                .isEqualTo("credentials_required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'user':'ann'}",
                "{'user':'ann','resources':[]}",
                "{'user':'ann','resources':{}}",
                "{'user':'ann','resources':[7]}",
                "{'user':'ann','resources':[{'object':'map','reference':'a','permission':'read'}]}",
                "{'user':'ann','resources':[{'object':'room','reference':'a'}]}",
                "{'user':'ann','resources':[{'object':'room','reference':7,'permission':'read'}]}",
                "{'user':'ann','resources':[{'object':'room','reference':'a','permission':'all'}]}",
                "{'user':'ann','resources':[{'object':'room','reference':'a','permission':[]}]}",
                "{'user':'ann','resources':[{'object':'room','reference':'a','permission':['room:all']}]}",
                "{'user':'ann','resources':[{'object':'room','reference':'a','permission':'read','until':'x'}]}",
                "{'user':'','resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':'key:x','resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':{'name':'Ann'},'resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':7,'resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':'ann','ttl':0,'resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':'ann','ttl':'1','resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':'ann','data':7,'resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':'ann','groups':'x','resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':'ann','session':7,'resources':[{'object':'room','reference':'a','permission':'read'}]}",
                "{'user':'ann','admin':1,'resources':[{'object':'room','reference':'a','permission':'read'}]}"
            })
    void aBadBodyIsAClearProblem(String json) {
        HttpResponse<String> refused = provision(FIRST, json);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Http.code(refused)).isEqualTo("invalid_request");
        assertThat(refused.body()).doesNotContain("Exception", "io.latchkey", "\tat ");
    }

    @Test
    void aReferenceThatIsNoRoomOrATokenThatWouldBeTooLargeIsRefused() {
        assertThat(Http.code(provision(FIRST, body("a*", "'read'")))).isEqualTo("invalid_room");
        assertThat(Http.code(provision(FIRST, body("**:a", "'read'")))).isEqualTo("invalid_room");
        String large = "{'user':'ann','data':{'x':'" + "x".repeat(5000)
                + "'},'resources':[{'object':'room','reference':'a','permission':'read'}]}";
        assertThat(Http.code(provision(FIRST, large))).isEqualTo("invalid_request");
    }
}
