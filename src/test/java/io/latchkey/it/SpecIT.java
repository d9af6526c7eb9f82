package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example of the pages under {@code /spec/} does what its page says. All examples of a page are one bash process,
 * so that variables carry on; it has BASE, KEY (an API key with every scope) and ROOM.
 */
@ExtendWith(RunningServer.class)
class SpecIT {
    private static final Path PAGES = Path.of("src", "main", "webapp", "spec");
    private static final long SECONDS = 120;

    @TempDir
    Path folder;

    private final Server server;

    SpecIT(Server server) {
        this.server = server;
    }

    @TestFactory
    List<DynamicTest> theExamplesOfEveryPageRun() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> run(file)))
                    .toList();
        }
    }

    private void run(Path file) throws Exception {
        SpecPage page = SpecPage.read(file);
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "skipped: no /bin/bash");
        Path own = Files.createDirectories(folder.resolve(page.name()));
        if (page.hasScripts()) {
            Node.require();
            Path client = Path.of("target", "latchkey", "client").toAbsolutePath(); // as it is served
            Files.createSymbolicLink(own.resolve("client"), client);
        }
        Path script = Files.writeString(own.resolve("page.sh"), page.program(own));
        Path printed = own.resolve("printed");
        ProcessBuilder bash = new ProcessBuilder("/bin/bash", script.toString())
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        bash.environment().putAll(environment(page));
        Process process = bash.start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String text = Files.readString(printed, StandardCharsets.UTF_8);
        assertThat(ended).as("ended within " + SECONDS + " s:\n" + text).isTrue();
        assertThat(page.firstWrong(text)).isEmpty();
        assertThat(process.exitValue()).as(text).isZero();
    }

    private Map<String, String> environment(SpecPage page) {
        return Map.of(
                "BASE",
                "http://127.0.0.1:" + server.port(),
                "KEY",
                Tokens.API_KEY,
                "ROOM",
                "demo:spec-" + page.name(),
                "SUPPORT",
                Node.FOLDER.resolve("support/websocket.mjs").toAbsolutePath().toString());
    }
}
