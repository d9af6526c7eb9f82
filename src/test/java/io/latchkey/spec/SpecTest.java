package io.latchkey.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.ClientFrame;
import io.latchkey.protocol.ClientMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference pages say what the code does. To write their tables anew: {@code mvn test -Dtest=SpecTest -Dspec.write=true}. */
class SpecTest {
    private static final Path FOLDER = Path.of("src", "main", "webapp", "spec");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theTablesAreThoseOfTheCode(Path page) throws IOException {
        String text = Files.readString(page);
        String fresh = TABLE.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group(1) + table(found.group(2)) + "\n" + found.group(3)));
        if (Boolean.getBoolean("spec.write")) {
            Files.writeString(page, fresh);
        } else {
            assertThat(text)
                    .as("a table of " + page + " is out of date: run mvn test -Dtest=SpecTest -Dspec.write=true")
                    .isEqualTo(fresh);
        }
    }

    private static String table(String name) {
        return Objects.requireNonNull(SpecTables.TABLES.get(name), () -> "no table is called " + name)
                .get();
    }

    @Test
    void everyTableStandsOnAPage() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path page : pages()) {
            all.append(Files.readString(page));
        }
        assertThat(SpecTables.TABLES.keySet())
                .allSatisfy(name -> assertThat(all).contains("<!-- table: " + name + " -->"));
    }

    @Test
    void everyMessageHasAnExample() {
        assertThat(MessageTable.withoutExample()).isEmpty();
    }

    @Test
    void theServerReadsEveryExampleOfAClientsMessage() throws Exception {
        for (String example : MessageTable.clientExamples()) {
            assertThat(ClientFrame.parse(example)).hasSize(1).noneMatch(ClientMessage.Unknown.class::isInstance);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageNeedsNeitherScriptNorInlineStyle(Path page) throws IOException {
        assertThat(Files.readString(page))
                .startsWith("<!doctype html>")
                .contains("<html lang=\"en\">", "<link rel=\"stylesheet\" href=\"spec.css\">")
                .doesNotContain("<script", "<style", " style=", " onclick=");
    }

    @Test
    void theIndexLeadsToEveryPage() throws IOException {
        String index = Files.readString(FOLDER.resolve("index.html"));
        for (Path page : pages()) {
            String name = String.valueOf(page.getFileName());
            if (!name.equals("index.html")) {
                assertThat(index).contains("href=\"" + name + "\"");
            }
        }
    }
}
