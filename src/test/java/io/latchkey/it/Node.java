package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs what is written in JavaScript; skips, saying so, where there is no Node. */
final class Node {
    static final Path FOLDER = Path.of("src", "test", "js");

    private Node() {}

    /** Installs the scripts' dependencies when they are not there. */
    static synchronized void require() throws IOException, InterruptedException {
        assumeTrue(isOnPath("node") && isOnPath("npm"), "skipped: no Node.js 20 on the path");
        if (!isInstalled()) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
    }

    private static boolean isInstalled() throws IOException {
        Path installed = FOLDER.resolve("node_modules").resolve(".package-lock.json");
        Path wanted = FOLDER.resolve("package-lock.json");
        return Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0;
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** What the command printed, once it has ended well. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
