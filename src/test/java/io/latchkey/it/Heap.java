package io.latchkey.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a server process holds on to, asked by the JDK's own tool; for the serial collector that the tests start. */
final class Heap {
    private static final Pattern USED = Pattern.compile("(?:generation|heap) +total \\d+K, used (\\d+)K");

    private Heap() {}

    /** The bytes in use behind a full collection. */
    static long used(Server server) throws IOException, InterruptedException {
        ask(server, "GC.run");
        return USED.matcher(ask(server, "GC.heap_info"))
                        .results()
                        .map(MatchResult::group)
                        .mapToLong(Heap::kilobytes)
                        .sum()
                * 1024;
    }

    /** How many threads it has. */
    static long threads(Server server) throws IOException, InterruptedException {
        return ask(server, "Thread.print")
                .lines()
                .filter(line -> line.startsWith("\""))
                .count();
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1, line.length() - 1));
    }

    static String ask(Server server, String what) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(tool, Long.toString(server.pid()), what)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(printed);
        }
        return printed;
    }
}
