package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads clocks at the beginning of a measurement and again at its end. */
final class Meter {
    private static final Path STAT = Path.of("/proc/stat");
    private static final double TICKS_PER_SECOND = 100;
    private static final int IDLE = 4;

    private final ProcessHandle server;
    private final long start = System.nanoTime();
    private final double serverSeconds;
    private final double generatorSeconds;
    private final double machineSeconds;

    Meter(long serverPid) {
        server = ProcessHandle.of(serverPid).orElseThrow();
        serverSeconds = cpu(server);
        generatorSeconds = cpu(ProcessHandle.current());
        machineSeconds = machine();
    }

    Sample sample(double offered, long deliveries, Latencies latencies) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double served = cpu(server) - serverSeconds;
        double generated = cpu(ProcessHandle.current()) - generatorSeconds;
        double others = Math.max(0, machine() - machineSeconds - served - generated);
        return new Sample(
                offered,
                deliveries / seconds,
                1e6 * served / Math.max(1, deliveries),
                latencies.quantile(0.5),
                latencies.quantile(0.99),
                served / seconds,
                generated / seconds,
                others / seconds);
    }

    private static double cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /** The CPU seconds of a Java virtual machine's compiler threads so far; not a number where this can't be known. */
    static double compiler(long pid) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(tasks)) {
            return Double.NaN;
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            List<String> stats = new ArrayList<>();
            for (Path thread : threads.toList()) {
                stats.add(readIfThere(thread.resolve("stat")));
            }
            stats.removeIf(stat -> !stat.contains("CompilerThre"));
            double ticks = stats.stream().mapToDouble(Meter::ticks).sum();
            return stats.isEmpty() ? Double.NaN : ticks / TICKS_PER_SECOND;
        }
    }

    /** Empty for a thread that has ended meanwhile. */
    private static String readIfThere(Path stat) throws IOException {
        try {
            return Files.readString(stat);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static double ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
    }

    /** What all cores did; 0 where this can't be known. */
    private static double machine() {
        try {
            String[] fields = Files.readAllLines(STAT).get(0).trim().split("\\s+", -1);
            double ticks = 0;
            for (int i = 1; i < Math.min(fields.length, 9); i++) {
                ticks += i == IDLE || i == IDLE + 1 ? 0 : Double.parseDouble(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
