package io.latchkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The size of the JavaScript client as it is served, names and comments included; for machines without Node. That it is at
 * most 8 KB when minified is checked by package.test.js.
 */
final class ClientSizeTest {
    private static final Path CLIENT = Path.of("src/main/webapp/client");
    private static final Pattern IMPORT =
            Pattern.compile("^(?:import|export)\\b.*['\"]([^'\"]+)['\"];$", Pattern.MULTILINE);
    private static final int LIMIT = 10 * 1024;

    @Test
    void theClientWithAllThatItImportsIsAtMost10KbGzipped() throws IOException {
        ByteArrayOutputStream loaded = new ByteArrayOutputStream();
        for (String file : loaded()) {
            loaded.write(Files.readAllBytes(CLIENT.resolve(file)));
        }
        int size = gzipped(loaded.toByteArray());
        assertTrue(size <= LIMIT, size + " bytes");
    }

    @Test
    void nothingIsImportedThatIsNotServedBesideIt() throws IOException {
        for (String file : loaded()) {
            assertEquals(CLIENT.resolve(file).getFileName().toString(), file, "outside of client/");
        }
    }

    private static Set<String> loaded() throws IOException {
        Set<String> loaded = new LinkedHashSet<>();
        ArrayDeque<String> next = new ArrayDeque<>(Set.of("latchkey.js"));
        while (!next.isEmpty()) {
            String file = next.remove();
            if (loaded.add(file)) {
                IMPORT.matcher(Files.readString(CLIENT.resolve(file)))
                        .results()
                        .map(found -> found.group(1).replaceFirst("^\\./", ""))
                        .forEach(next::add);
            }
        }
        return loaded;
    }

    private static int gzipped(byte[] text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        }
        return out.size();
    }
}
