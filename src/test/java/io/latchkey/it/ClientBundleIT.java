package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The JavaScript client as browsers load it: what the build has made of its modules. */
@ExtendWith(RunningServer.class)
class ClientBundleIT {
    private static final Path SOURCES = Path.of("src", "main", "webapp", "client");
    private static final int LIMIT = 8 * 1024;

    private final Server server;

    ClientBundleIT(Server server) {
        this.server = server;
    }

    @Test
    void theClientIsAtMost8KbGzipped() throws IOException {
        assertThat(Gzip.size(served("latchkey.js").getBytes(StandardCharsets.UTF_8)))
                .isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void itIsOneFileThatLoadsNoOther() {
        assertThat(served("latchkey.js")).doesNotContainPattern("\\bimport\\b(?!\\.meta\\b)|\\bfrom *['\"]");
        assertThat(response("base.js").statusCode()).isEqualTo(404);
    }

    @Test
    void itExportsWhatItsTypesDeclare() {
        assertThat(exported(served("latchkey.js")))
                .isNotEmpty()
                .hasSameElementsAs(found("export (?:declare )?(?:function|const) (\\w+)", served("latchkey.d.ts"))
                        .toList());
    }

    @Test
    void theHooksForReactExportWhatTheirTypesDeclare() {
        assertThat(served("latchkey-react.d.ts")).contains("export function createHooks(");
        assertThat(served("latchkey-react.js")).contains("export const createHooks =");
    }

    @Test
    void itsSourceMapHoldsTheSourcesAsTheyAreWritten() throws IOException {
        assertThat(served("latchkey.js")).endsWith("//# sourceMappingURL=latchkey.js.map\n");
        JsonObject map = Http.json(response("latchkey.js.map"));
        List<String> names = texts(map, "sources");
        List<String> contents = texts(map, "sourcesContent");
        for (String name : List.of("latchkey.js", "connection.js", "state.js")) {
            assertThat(contents.get(names.indexOf(name))).isEqualTo(Files.readString(SOURCES.resolve(name)));
        }
    }

    private HttpResponse<String> response(String file) {
        return Http.send(Http.request(server, "/client/" + file));
    }

    private String served(String file) {
        HttpResponse<String> response = response(file);
        assertThat(response.statusCode()).as(file).isEqualTo(200);
        return response.body();
    }

    private static List<String> exported(String module) {
        return found("\\bexport *\\{([^}]*)}", module)
                .flatMap(names -> Stream.of(names.split(",")))
                .map(name -> name.replaceFirst("^.* as ", "").strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Stream<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1));
    }

    private static List<String> texts(JsonObject map, String member) {
        return map.getJsonArray(member).getValuesAs(JsonString::getString);
    }
}
