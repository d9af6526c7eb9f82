package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The medians of all runs, side by side. */
final class Report {
    private static final double SLACK = 6;

    private final Latencies commits;
    private final List<Run> runs = new ArrayList<>();

    Report(Latencies commits) {
        this.commits = commits;
    }

    void add(Run run) {
        runs.add(run);
    }

    /** The most that an earlier run of the same reached; 0 without one. */
    double maximumSoFar(Run like) {
        return runs.stream()
                .filter(run -> run.isLike(like))
                .flatMap(run -> run.best().stream())
                .mapToDouble(Sample::delivered)
                .max()
                .orElse(0);
    }

    void print() {
        System.out.printf(
                "%nOne durable commit on this disk: p50 %.2f ms, p99 %.2f ms%n%n",
                commits.quantile(0.5), commits.quantile(0.99));
        System.out.printf("%-44s %12s %12s %9s %s%n", "", "latchkey", "plain", "ratio", "goal");
        for (String shape : runs.stream().map(Run::shape).distinct().toList()) {
            double goal = shape.startsWith("10x") ? 7 : 12;
            row(shape, "deliveries/s, most sustained", Run::best, Sample::delivered, ">= " + goal);
            row(shape, "server CPU us per delivery, there", Run::best, Sample::cpu, "<= 0.167");
            for (double rate : List.of(4_000.0, 20_000.0)) {
                String at = String.format(" at %,.0f/s", rate);
                row(shape, "server CPU us per delivery" + at, run -> run.at(rate), Sample::cpu, "");
                row(shape, "p50 ms" + at, run -> run.at(rate), Sample::p50, "");
                row(shape, "p99 ms" + at, run -> run.at(rate), Sample::p99, latencyGoal(shape, rate));
            }
        }
        runs.stream().filter(run -> !run.isValid()).forEach(run -> System.out.println("VOID: " + run.failure()));
    }

    private String latencyGoal(String shape, double rate) {
        double goal = median("plain", shape, run -> run.at(rate), Sample::p99) + commits.quantile(0.99) + SLACK;
        return String.format("<= %.1f ms", goal);
    }

    private void row(
            String shape,
            String what,
            Function<Run, Optional<Sample>> sample,
            ToDoubleFunction<Sample> value,
            String goal) {
        double ours = median("latchkey", shape, sample, value);
        double plain = median("plain", shape, sample, value);
        System.out.printf("%-44s %,12.2f %,12.2f %9.3f %s%n", shape + " " + what, ours, plain, ours / plain, goal);
    }

    private double median(
            String server, String shape, Function<Run, Optional<Sample>> sample, ToDoubleFunction<Sample> value) {
        double[] sorted = runs.stream()
                .filter(run -> run.is(server, shape) && run.isValid())
                .flatMap(run -> sample.apply(run).stream())
                .filter(one -> !one.isVoid())
                .mapToDouble(value)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("bench-" + System.currentTimeMillis() / 1000 + ".json");
        Files.writeString(
                file,
                String.format("{\"commitP99Ms\":%.2f,\"runs\":", commits.quantile(0.99))
                        + runs.stream().map(Run::json).collect(Collectors.joining(",\n", "[", "]}\n")));
        System.out.println("\nEvery run is in " + file);
    }
}
