package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit log, as an operator reads it. */
@ExtendWith(RunningServer.class)
class AuditIT {
    private static final String KEY = "Bearer " + Tokens.API_KEY;

    private final Server server;
    private final String room = "demo:audit-" + UUID.randomUUID();

    AuditIT(Server server) {
        this.server = server;
    }

    private List<JsonObject> entries(String query) {
        HttpResponse<String> response = Http.get(server, "/api/v1/audit?" + query, KEY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Http.json(response).getJsonArray("items").getValuesAs(JsonObject.class);
    }

    private long head() {
        return Http.json(Http.get(server, "/api/v1/audit/head", KEY))
                .getJsonNumber("number")
                .longValue();
    }

    @Test
    void aTokenThatIsIssuedLeavesAnEntryWithoutTheToken() {
        String token = Http.get(server, "/api/v1/authorize?room=" + room, Http.basic("ann", "ann"))
                .body();
        List<JsonObject> entries = entries("room=" + room);
        assertThat(entries).hasSize(1);
        JsonObject entry = entries.get(0);
        assertThat(entry.getString("kind")).isEqualTo("issued");
        assertThat(entry.getString("user")).isEqualTo("ann");
        assertThat(entry.getString("room")).isEqualTo(room);
        assertThat(entry.getString("access")).isEqualTo("write");
        assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
        assertThat(entry.toString()).doesNotContain(token, token.substring(token.lastIndexOf('.') + 1));
    }

    @Test
    void aDeniedMutationLeavesAnEntryHoweverOftenItIsTried() {
        Http.post(server, "/api/v1/rooms/" + room + "/mutations", Http.basic("ann", "ann"), set());
        for (int i = 0; i < 20; i++) {
            Http.post(server, "/api/v1/rooms/" + room + "/mutations", Http.basic("bob", "bob"), set());
        }
        // a minute may end, or another test read the log, meanwhile
        List<JsonObject> entries = entries("kind=denied&user=bob&room=" + room);
        assertThat(entries).hasSizeBetween(1, 5);
        assertThat(entries.stream().mapToInt(entry -> entry.getInt("count")).sum())
                .isEqualTo(20);
        assertThat(entries.get(0).getString("code")).isEqualTo("insufficient_permission");
        assertThat(entries.get(0).getString("action")).isEqualTo("mutate:set");
    }

    private static String set() {
        return "{\"name\":\"set\",\"args\":{\"key\":\"a\",\"value\":1}}";
    }

    @Test
    void aFloodOfRefusedHandshakesMakesFewRows() {
        long before = head();
        String room = "/rooms/" + this.room;
        for (int i = 0; i < 100; i++) {
            assertThat(Http.rawUpgrade(server, room, "Authorization: Bearer not-a-token-" + i + "\r\n"))
                    .contains(" 401");
        }
        List<JsonObject> rows = entries("limit=1000&kind=refused&after=" + before);
        List<JsonObject> ours = rows.stream()
                .filter(row -> row.getString("where").equals("socket"))
                .filter(row -> row.getString("code").equals("invalid_token"))
                .toList();
        assertThat(ours).hasSizeBetween(1, 5);
        assertThat(ours.stream().mapToInt(row -> row.getInt("count")).sum()).isEqualTo(100);
        assertThat(ours.get(0).getString("address")).isEqualTo("127.0.0.1");
        assertThat(rows.toString()).doesNotContain("not-a-token");
    }

    @Test
    void anActIsInTheLogOnceItIsAnswered() {
        HttpResponse<String> made =
                Http.post(server, "/api/v1/keys", KEY, "{\"name\":\"audited\",\"scopes\":[\"metrics\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        String id = Http.json(made).getString("id");
        List<JsonObject> entries = entries("limit=1000&kind=key_created");
        assertThat(entries).anySatisfy(entry -> {
            assertThat(entry.getString("key")).isEqualTo(id);
            assertThat(entry.getString("by")).startsWith("key:");
        });
        assertThat(entries.toString()).doesNotContain(Http.json(made).getString("key"));
        assertThat(entries("limit=1000&kind=key_used")).isNotEmpty();
    }

    @Test
    void theLogIsReadInPagesWithoutGaps() {
        for (int i = 0; i < 5; i++) {
            Http.get(server, "/api/v1/authorize?room=" + room, Http.basic("ann", "ann"));
        }
        JsonObject first = Http.json(Http.get(server, "/api/v1/audit?limit=3&room=" + room, KEY));
        assertThat(first.getJsonArray("items")).hasSize(3);
        JsonObject second = Http.json(
                Http.get(server, "/api/v1/audit?limit=3&room=" + room + "&after=" + first.getString("next"), KEY));
        assertThat(second.getJsonArray("items")).hasSize(2);
        assertThat(second).doesNotContainKey("next");
    }

    @Test
    void theLogIsWholeAndAHeadThatWasKeptIsPartOfIt() {
        Http.get(server, "/api/v1/authorize?room=" + room, Http.basic("ann", "ann"));
        JsonObject head = Http.json(Http.get(server, "/api/v1/audit/head", KEY));
        JsonObject verified = Http.json(Http.get(
                server, "/api/v1/audit/verify?number=" + head.getInt("number") + "&mac=" + head.getString("mac"), KEY));
        assertThat(verified.getBoolean("valid")).isTrue();
        assertThat(verified.getInt("last")).isGreaterThanOrEqualTo(head.getInt("number"));
        JsonObject other =
                Http.json(Http.get(server, "/api/v1/audit/verify?mac=AAAA&number=" + head.getInt("number"), KEY));
        assertThat(other.getBoolean("valid")).isFalse();
        assertThat(other.getInt("firstBroken")).isEqualTo(head.getInt("number"));
    }

    @Test
    void onlyTheScopeAuditOpensIt() {
        String metrics = Http.json(
                        Http.post(server, "/api/v1/keys", KEY, "{\"name\":\"no-audit\",\"scopes\":[\"metrics\"]}"))
                .getString("key");
        for (String path : List.of("audit", "audit/head", "audit/verify")) {
            assertThat(Http.get(server, "/api/v1/" + path, "Bearer " + metrics).statusCode())
                    .isEqualTo(403);
            assertThat(Http.send(Http.request(server, "/api/v1/" + path)).statusCode())
                    .isEqualTo(401);
            assertThat(Http.get(server, "/api/v1/" + path, Http.basic("ann", "ann"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(Http.get(server, "/api/v1/" + path, "Bearer lk_wrong").statusCode())
                    .isEqualTo(401);
            String token = Tokens.token("ann", "demo:board", "admin");
            assertThat(Http.get(server, "/api/v1/" + path, "Bearer " + token).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aKeyForSomeRoomsReadsOnlyWhatIsAboutThose() {
        String key = Http.json(Http.post(
                        server,
                        "/api/v1/keys",
                        KEY,
                        "{\"name\":\"some-rooms\",\"scopes\":[\"audit\"],\"rooms\":[\"" + room + "\"]}"))
                .getString("key");
        assertThat(Http.get(server, "/api/v1/audit", "Bearer " + key).statusCode())
                .isEqualTo(403);
        assertThat(Http.get(server, "/api/v1/audit?room=demo:board", "Bearer " + key)
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.get(server, "/api/v1/audit?room=" + room, "Bearer " + key)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsNoNumberOrNoKindIsRefused() {
        for (String query :
                List.of("after=x", "after=-1", "limit=0", "limit=1e3", "kind=nothing", "after=" + "9".repeat(30))) {
            HttpResponse<String> response = Http.get(server, "/api/v1/audit?" + query, KEY);
            assertThat(response.statusCode()).as(query).isEqualTo(400);
            assertThat(Http.code(response)).isEqualTo("invalid_request");
        }
        assertThat(Http.get(server, "/api/v1/audit/verify?number=1", KEY).statusCode())
                .isEqualTo(400);
    }
}
