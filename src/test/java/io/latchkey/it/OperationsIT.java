package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Health, metrics and the description of the API. */
@ExtendWith(RunningServer.class)
class OperationsIT {
    private static final String KEY = "Bearer " + Tokens.API_KEY;

    private final Server server;

    OperationsIT(Server server) {
        this.server = server;
    }

    @Test
    void healthHasTheShapeOfMicroProfileAndWarnsOfTheDemo() {
        JsonObject live = Http.json(Http.send(Http.request(server, "/api/v1/health/live")));
        assertThat(live.getString("status")).isEqualTo("UP");
        JsonObject ready = Http.json(Http.send(Http.request(server, "/api/v1/health/ready")));
        assertThat(ready.getString("status")).isEqualTo("UP");
        Map<String, JsonObject> checks = ready.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(check -> check.getString("name"), check -> check));
        assertThat(checks.get("database").getString("status")).isEqualTo("UP");
        assertThat(checks.get("demo").getJsonObject("data").getString("warning"))
                .contains("ann");
    }

    private Map<String, Double> metrics() {
        HttpResponse<String> response = Http.get(server, "/api/v1/metrics", KEY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        return response.body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }

    @Test
    void metricsCountWhatHappens() {
        String path = "/api/v1/rooms/demo:metrics-" + UUID.randomUUID() + "/mutations";
        String set = "{\"name\":\"set\",\"args\":{\"key\":\"a\",\"value\":1}}";
        Map<String, Double> before = metrics();
        Http.post(server, path, Http.basic("ann", "ann"), set);
        Http.post(server, path, Http.basic("bob", "bob"), set);
        Http.rawUpgrade(server, "/rooms/demo:board", "Authorization: Bearer wrong\r\n");
        Map<String, Double> after = metrics();
        for (String grown : List.of(
                "latchkey_mutations_total{outcome=\"applied\"}",
                "latchkey_mutations_total{outcome=\"insufficient_permission\"}",
                "latchkey_handshakes_total{outcome=\"invalid_token\"}",
                "latchkey_room_versions_total",
                "latchkey_commit_seconds_count")) {
            assertThat(after.get(grown)).as(grown).isGreaterThan(before.getOrDefault(grown, 0.0));
        }
        assertThat(after).containsKeys("latchkey_connections", "latchkey_rooms", "latchkey_audit_queue");
    }

    @Test
    void metricsNameNoUserRoomOrToken() {
        String room = "demo:metrics-" + UUID.randomUUID();
        Http.get(server, "/api/v1/authorize?room=" + room, Http.basic("ann", "ann"));
        assertThat(Http.get(server, "/api/v1/metrics", KEY).body()).doesNotContain(room, "\"ann\"", "demo:");
    }

    @Test
    void metricsAreForTheScopeMetrics() {
        assertThat(Http.send(Http.request(server, "/api/v1/metrics")).statusCode())
                .isEqualTo(401);
        assertThat(Http.get(server, "/api/v1/metrics", Http.basic("ann", "ann")).statusCode())
                .isEqualTo(403);
        assertThat(Http.get(server, "/api/v1/metrics", "Bearer lk_wrong").statusCode())
                .isEqualTo(401);
        String key = Http.json(Http.post(server, "/api/v1/keys", KEY, "{\"name\":\"m\",\"scopes\":[\"metrics\"]}"))
                .getString("key");
        assertThat(Http.get(server, "/api/v1/metrics", "Bearer " + key).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theApiDescribesItself() {
        HttpResponse<String> response = Http.send(Http.request(server, "/api/v1/openapi.json"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(Http.json(response).getString("openapi")).startsWith("3.1");
    }
}
