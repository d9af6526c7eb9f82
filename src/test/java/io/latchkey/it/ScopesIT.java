package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every administrative call asks for its own scope and for no other. */
@ExtendWith(RunningServer.class)
class ScopesIT {
    private static final List<String> SCOPES =
            List.of("provision", "tokens", "invalidate", "connections", "rooms", "audit", "metrics", "keys");
    private static final Map<String, String> KEYS = new HashMap<>();

    private final Server server;

    ScopesIT(Server server) {
        this.server = server;
    }

    /** One key for each list of scopes, made on first use. */
    private String key(List<String> scopes) {
        String names = scopes.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
        return KEYS.computeIfAbsent(names, absent -> {
            String terms = "{\"name\":\"matrix\",\"scopes\":" + names + "}";
            HttpResponse<String> made = Http.post(server, "/api/v1/keys", "Bearer " + Tokens.API_KEY, terms);
            return "Bearer " + Http.json(made).getString("key");
        });
    }

    private HttpResponse<String> call(String method, String path, String body, String authorization) {
        HttpRequest.Builder request = Http.request(server, "/api/v1" + path).header("Authorization", authorization);
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.noBody();
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
            publisher = HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'));
        }
        return Http.send(request.method(method, publisher));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "provision|POST|/provision|{}",
                "provision|POST|/tickets|{'room':'demo:scopes','user':'ann','permission':'read'}",
                "tokens|POST|/tokens/introspect|{'token':'x'}",
                "tokens|POST|/authz/explain|{'user':'ann','room':'demo:scopes','action':'room:read'}",
                "invalidate|GET|/invalidations|``",
                "invalidate|POST|/invalidations|{'user':'nobody-here','dryRun':true}",
                "invalidate|GET|/invalidations/none|``",
                "invalidate|DELETE|/invalidations/none|``",
                "invalidate|POST|/connections/users:invalidate?userID=nobody-here|``",
                "invalidate|POST|/connections/rooms:invalidate?roomID=demo:nowhere|``",
                "connections|GET|/connections|``",
                "connections|GET|/connections?room=demo:scopes|``",
                "rooms|GET|/rooms|``",
                "rooms|PUT|/rooms/demo:scopes|{}",
                "rooms|GET|/rooms/demo:scopes|``",
                "rooms|GET|/rooms/demo:scopes/state|``",
                "rooms|POST|/rooms/demo:scopes/mutations|{'name':'set','args':{'key':'k','value':1}}",
                "rooms|POST|/rooms/demo:scopes/new-epoch|``",
                "rooms|GET|/rooms/demo:scopes/grants|``",
                "rooms|PUT|/rooms/demo:scopes/grants|{'grants':[]}",
                "keys|GET|/keys|``",
                "keys|POST|/keys|{}",
                "keys|DELETE|/keys/none|``"
            })
    void aCallNeedsItsScopeAndNoOther(String scope, String method, String path, String body) {
        List<String> others =
                SCOPES.stream().filter(other -> !other.equals(scope)).toList();
        HttpResponse<String> refused = call(method, path, body, key(others));
        assertThat(refused.statusCode()).as("without " + scope).isEqualTo(403);
        assertThat(Http.code(refused)).isEqualTo("forbidden");
        assertThat(call(method, path, body, key(List.of(scope))).statusCode())
                .as("with " + scope)
                .isNotIn(401, 403, 405, 500);
        assertThat(call(method, path, body, "Bearer lk_" + "x".repeat(43)).statusCode())
                .as("with a key that is none")
                .isEqualTo(401);
    }
}
