package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys: what they open, how they are made, and how they end. */
@ExtendWith(RunningServer.class)
class KeysIT {
    private static final String PATH = "/api/v1/keys";
    private static final String FIRST = "Bearer " + Tokens.API_KEY;
    private static final String STATE = "/api/v1/rooms/demo:keys/state";

    private final Server server;

    KeysIT(Server server) {
        this.server = server;
    }

    private HttpResponse<String> make(String authorization, String json) {
        return Http.post(server, PATH, authorization, json.replace('\'', '"'));
    }

    /** The header of a new key on these terms. */
    private String key(String terms) {
        HttpResponse<String> made = make(FIRST, terms);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return "Bearer " + Http.json(made).getString("key");
    }

    private HttpResponse<String> delete(String id) {
        return Http.send(Http.request(server, PATH + "/" + id)
                .header("Authorization", FIRST)
                .DELETE());
    }

    @Test
    void aNewKeyIsToldOnceAndListedWithoutItsSecret() {
        HttpResponse<String> made = make(FIRST, "{'name':'desk','scopes':['rooms','audit'],'rooms':['demo:**']}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        JsonObject key = Http.json(made);
        assertThat(key.getString("key")).matches("lk_[A-Za-z0-9_-]{43}");
        assertThat(key.getString("max")).isEqualTo("write");
        assertThat(key.getJsonArray("scopes").toString()).isEqualTo("[\"rooms\",\"audit\"]");
        HttpResponse<String> listed = Http.get(server, PATH + "?limit=1000", FIRST);
        assertThat(listed.body())
                .contains("\"id\":\"" + key.getString("id") + "\"")
                .doesNotContain(key.getString("key"));
    }

    @Test
    void aListComesInParts() {
        key("{'name':'one','scopes':['audit']}");
        key("{'name':'two','scopes':['audit']}");
        JsonObject first = Http.json(Http.get(server, PATH + "?limit=1", FIRST));
        JsonArray items = first.getJsonArray("items");
        assertThat(items).hasSize(1);
        assertThat(first.getString("next")).isEqualTo(items.getJsonObject(0).getString("id"));
        JsonObject rest = Http.json(Http.get(server, PATH + "?limit=1000&after=" + first.getString("next"), FIRST));
        assertThat(rest.getJsonArray("items")).isNotEmpty().doesNotContain(items.get(0));
        assertThat(rest).doesNotContainKey("next");
        assertThat(Http.code(Http.get(server, PATH + "?limit=0", FIRST))).isEqualTo("invalid_request");
    }

    @Test
    void aWithdrawnKeyStopsWorkingAtOnce() {
        HttpResponse<String> made = make(FIRST, "{'name':'gone','scopes':['keys']}");
        String key = "Bearer " + Http.json(made).getString("key");
        assertThat(Http.get(server, PATH, key).statusCode()).isEqualTo(200);
        assertThat(delete(Http.json(made).getString("id")).statusCode()).isEqualTo(204);
        HttpResponse<String> refused = Http.get(server, PATH, key);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Http.code(refused)).isEqualTo("invalid_token");
        assertThat(delete(Http.json(made).getString("id")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'x','scopes':['*']}",
                "{'name':'x','scopes':['keys','audit'],'rooms':['demo:*']}",
                "{'name':'x','scopes':['keys']}",
                "{'name':'x','scopes':['keys'],'rooms':['demo:**']}",
                "{'name':'x','scopes':['keys'],'rooms':['demo:*'],'max':'admin'}"
            })
    void noKeyMakesOneThatIsGoodForMore(String terms) {
        String maker = key("{'name':'maker','scopes':['keys','rooms'],'rooms':['demo:*']}");
        HttpResponse<String> refused = make(maker, terms);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Http.code(refused)).isEqualTo("forbidden");
        assertThat(make(maker, "{'name':'x','scopes':['rooms'],'rooms':['demo:board'],'max':'read'}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void aKeyThatEndsMakesNoneThatOutlivesIt() {
        String maker = key("{'name':'maker','scopes':['keys'],'expiresAt':'2099-01-01T00:00:00Z'}");
        assertThat(make(maker, "{'name':'x','scopes':['keys']}").statusCode()).isEqualTo(403);
        assertThat(make(maker, "{'name':'x','scopes':['keys'],'expiresAt':'2099-01-02T00:00:00Z'}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(make(maker, "{'name':'x','scopes':['keys'],'expiresAt':'2098-01-01T00:00:00Z'}")
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "[]",
                "{'name':'x'}",
                "{'name':'x','scopes':[]}",
                "{'name':'x','scopes':['everything']}",
                "{'name':'x','scopes':'keys'}",
                "{'name':7,'scopes':['keys']}",
                "{'name':'','scopes':['keys']}",
                "{'name':'x','scopes':['keys'],'rooms':[]}",
                "{'name':'x','scopes':['keys'],'rooms':['a*']}",
                "{'name':'x','scopes':['keys'],'max':'all'}",
                "{'name':'x','scopes':['keys'],'expiresAt':'tomorrow'}",
                "{'name':'x','scopes':['keys'],'expiresAt':'2020-01-01T00:00:00Z'}",
                "{'name':'x','scopes':['keys'],'key':'lk_mine'}"
            })
    void aBadBodyIsAClearProblem(String json) {
        HttpResponse<String> refused = make(FIRST, json);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Http.code(refused)).isEqualTo("invalid_request");
        assertThat(refused.body()).doesNotContain("Exception", "io.latchkey", "\tat ");
    }

    @Test
    void onlyTheScopeKeysOpensTheKeys() {
        assertThat(Http.code(Http.send(Http.request(server, PATH)))).isEqualTo("credentials_required");
        assertThat(Http.code(Http.get(server, PATH, "Bearer lk_unknown"))).isEqualTo("invalid_token");
        assertThat(Http.code(Http.get(server, PATH, "Bearer " + Tokens.token("ann", "demo:board", "admin"))))
                .isEqualTo("forbidden");
        assertThat(Http.code(Http.get(server, PATH, Http.basic("ann", "ann")))).isEqualTo("forbidden");
        assertThat(Http.get(server, PATH, Http.basic("root", "root")).statusCode())
                .isEqualTo(200);
        String other = key("{'name':'x','scopes':['provision','tokens','invalidate','connections','rooms','audit',"
                + "'metrics']}");
        HttpResponse<String> refused = Http.get(server, PATH, other);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer error=\"insufficient_scope\"");
        assertThat(make(other, "{'name':'x','scopes':['rooms']}").statusCode()).isEqualTo(403);
        assertThat(Http.send(Http.request(server, PATH + "/0")
                                .header("Authorization", other)
                                .DELETE())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aKeyWithTheScopeRoomsMutatesUnderItsOwnNameAndReads() {
        String key = key("{'name':'importer','scopes':['rooms'],'rooms':['demo:*']}");
        String set = "{\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":7}}";
        try (RoomSocket ann =
                RoomSocket.join(server, "demo:keys", "client-k", Tokens.token("ann", "demo:keys", "write"))) {
            HttpResponse<String> done = Http.post(server, "/api/v1/rooms/demo:keys/mutations", key, set);
            assertThat(Http.json(done).getString("outcome")).isEqualTo("applied");
            ann.await("poke");
        }
        JsonObject state = Http.json(Http.get(server, STATE, key)).getJsonObject("state");
        assertThat(state.getInt("k")).isEqualTo(7);
        for (String method : List.of("state", "mutations")) {
            String other = "/api/v1/rooms/other:keys/" + method;
            HttpResponse<String> refused =
                    method.equals("state") ? Http.get(server, other, key) : Http.post(server, other, key, set);
            assertThat(Http.code(refused)).isEqualTo("forbidden");
        }
    }

    @Test
    void theCeilingOfAKeyBindsWhatItDoesInARoom() {
        String reader = key("{'name':'reader','scopes':['rooms'],'max':'read'}");
        HttpResponse<String> rejected = Http.post(
                server,
                "/api/v1/rooms/demo:keys2/mutations",
                reader,
                "{\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":7}}");
        // a reader by pattern creates no room
        assertThat(Http.code(rejected)).isEqualTo("room_not_found");
        RoomSocket.join(server, "demo:keys2", "client-k", Tokens.token("ann", "demo:keys2", "write"))
                .close();
        JsonValue outcome = Http.json(Http.post(
                        server,
                        "/api/v1/rooms/demo:keys2/mutations",
                        reader,
                        "{\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":7}}"))
                .get("code");
        assertThat(outcome.toString()).isEqualTo("\"insufficient_permission\"");
    }

    @Test
    void theScopeRoomsAdministersARoomAndNothingElseDoes() {
        RoomSocket.join(server, "demo:keys3", "client-k", Tokens.token("ann", "demo:keys3", "write"))
                .close();
        String path = "/api/v1/rooms/demo:keys3/new-epoch";
        assertThat(Http.code(Http.post(server, path, key("{'name':'x','scopes':['connections']}"), "")))
                .isEqualTo("forbidden");
        assertThat(Http.code(Http.post(server, path, key("{'name':'x','scopes':['rooms'],'rooms':['a:*']}"), "")))
                .isEqualTo("forbidden");
        assertThat(Http.post(server, path, key("{'name':'x','scopes':['rooms']}"), "")
                        .statusCode())
                .isEqualTo(200);
    }
}
