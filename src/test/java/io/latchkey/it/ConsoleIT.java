package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operators' console in a real browser, with axe-core. */
@ExtendWith(RunningServer.class)
class ConsoleIT {
    private static final Path PAGES = Path.of("src", "main", "webapp", "console");
    private static final int MAX_BYTES = 60 * 1024;

    private final Server server;

    ConsoleIT(Server server) {
        this.server = server;
    }

    @Test
    void anOperatorSeesEverythingEndsAccessAndIsNotFooledByNames() throws Exception {
        Node.require();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/chromium")), "skipped: no /usr/bin/chromium");
        String printed = Node.run(
                "env",
                "KEY=" + Tokens.API_KEY,
                "node",
                "browser/console.mjs",
                server.uri("").toString(),
                "../../../target");
        assertThat(printed).contains("ok: the console works");
    }

    @Test
    void allFilesOfTheConsoleTogetherAreSmall() throws IOException {
        int sum = 0;
        for (Path file : files()) {
            sum += Gzip.size(Files.readAllBytes(file));
        }
        assertThat(sum).isBetween(1, MAX_BYTES);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.toList();
        }
    }
}
