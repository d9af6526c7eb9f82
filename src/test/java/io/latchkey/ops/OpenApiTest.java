package io.latchkey.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.access.Scope;
import io.latchkey.app.LatchkeyApplication;
import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The description of the REST API and the resources are the same API. */
class OpenApiTest {
    /** Described, and still to be built: what is there must leave this list. */
    private static final Set<String> PENDING = Set.of();

    /** Not JAX-RS: served at the context root. */
    private static final String JWKS = "GET /.well-known/jwks.json";

    private final JsonObject api = read();

    private static JsonObject read() {
        try {
            return Json.parseObject(
                    new String(new OpenApiResource().describe(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.io.IOException | io.latchkey.protocol.ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shape(String method, String path) {
        return method + " " + path.replaceAll("\\{[^}]*}", "{}");
    }

    private Set<String> described() {
        Set<String> operations = new TreeSet<>();
        api.getJsonObject("paths")
                .forEach((path, item) -> item.asJsonObject()
                        .keySet()
                        .forEach(method -> operations.add(shape(method.toUpperCase(Locale.ROOT), path))));
        return operations;
    }

    private static Set<String> running() {
        Set<String> operations = new TreeSet<>();
        for (Class<?> type : new LatchkeyApplication().getClasses()) {
            for (Method method : type.getMethods()) {
                verb(method).forEach(verb -> operations.add(shape(verb, path(type, method))));
            }
        }
        return operations;
    }

    private static Stream<String> verb(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .flatMap(type -> Stream.ofNullable(type.getAnnotation(HttpMethod.class)))
                .map(HttpMethod::value);
    }

    private static String path(Class<?> type, Method method) {
        StringBuilder path = new StringBuilder();
        for (Path part : Stream.of(type.getAnnotation(Path.class), method.getAnnotation(Path.class))
                .filter(part -> part != null)
                .toList()) {
            path.append('/').append(part.value().replaceAll("^/|/$", ""));
        }
        return path.toString();
    }

    @Test
    void everyResourceMethodIsDescribed() {
        assertThat(running())
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(described()).contains(operation));
    }

    @Test
    void everythingDescribedIsThereOrSaidToBeMissing() {
        Set<String> missing = described();
        missing.removeAll(running());
        missing.remove(JWKS);
        assertThat(missing).isEqualTo(new TreeSet<>(PENDING));
    }

    @Test
    void everyQueryParameterOfAResourceIsDescribed() {
        JsonObject paths = api.getJsonObject("paths");
        for (Class<?> type : new LatchkeyApplication().getClasses()) {
            for (Method method : type.getMethods()) {
                List<String> verbs = verb(method).toList();
                for (Parameter parameter : method.getParameters()) {
                    QueryParam query = parameter.getAnnotation(QueryParam.class);
                    if (query != null && !verbs.isEmpty()) {
                        String described = paths.entrySet().stream()
                                .filter(entry -> shape("", entry.getKey()).equals(shape("", path(type, method))))
                                .map(entry -> entry.getValue()
                                        .asJsonObject()
                                        .get(verbs.get(0).toLowerCase(Locale.ROOT)))
                                .findFirst()
                                .orElseThrow()
                                .toString();
                        assertThat(described)
                                .containsAnyOf("\"" + query.value() + "\"", "parameters/" + query.value() + "\"");
                    }
                    assertThat(parameter.isAnnotationPresent(PathParam.class) && verbs.isEmpty())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collect(api, references);
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            JsonValue target = api;
            for (String step : reference.substring(2).split("/", -1)) {
                assertThat(target.asJsonObject()).containsKey(step);
                target = Objects.requireNonNull(target.asJsonObject().get(step));
            }
        });
    }

    private static void collect(JsonValue value, List<String> references) {
        if (value instanceof JsonObject object) {
            if (object.get("$ref") instanceof JsonString reference) {
                references.add(reference.getString());
            }
            object.values().forEach(member -> collect(member, references));
        } else if (value instanceof JsonArray array) {
            array.forEach(element -> collect(element, references));
        }
    }

    @Test
    void everyOperationHasItsOwnIdAResponseAndAKnownScope() {
        Set<String> ids = new TreeSet<>();
        api.getJsonObject("paths").values().stream()
                .flatMap(item -> item.asJsonObject().values().stream())
                .map(JsonValue::asJsonObject)
                .forEach(operation -> {
                    assertThat(ids.add(operation.getString("operationId"))).isTrue();
                    assertThat(operation.getJsonObject("responses")).isNotEmpty();
                    assertThat(Scope.parse(operation.getString("x-scope", "*"))).isPresent();
                });
    }
}
