package io.latchkey.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The bytes of each class on the heap of a process, as the JDK's own tool tells them behind a full collection. Immutable.
 */
record Histogram(Map<String, Long> bytes) {
    private static final Pattern LINE = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)");

    Histogram {
        bytes = Map.copyOf(bytes);
    }

    static Histogram of(long pid) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(tool, Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(printed);
        }
        Map<String, Long> bytes = new HashMap<>();
        for (MatchResult line : LINE.matcher(printed).results().toList()) {
            bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
        }
        return new Histogram(bytes);
    }

    Histogram minus(Histogram other) {
        Map<String, Long> left = new HashMap<>(bytes);
        other.bytes.forEach((name, count) -> left.merge(name, -count, Long::sum));
        return new Histogram(left);
    }

    long of(String name) {
        return bytes.getOrDefault(name, 0L);
    }

    long total() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
