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
    private static final Shape SMALL = Shape.parse("1x100");
    private static final Shape LARGE = Shape.parse("1x1000");

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
        System.out.printf(
                "%-48s %12s %12s %12s %9s %12s %s%n",
                "", "latchkey", "plain", "socket.io", "to plain", "to socket.io", "goal");
        List<Shape> shapes = runs.stream().map(Run::shape).distinct().toList();
        shapes.forEach(this::print);
        if (shapes.containsAll(List.of(SMALL, LARGE))) {
            row(
                    LARGE.name() + " to " + SMALL.name() + ", CPU per delivery at 40 mutations/s",
                    server -> hotCpu(server, LARGE) / hotCpu(server, SMALL),
                    "latchkey <= 1.1");
        }
        runs.stream().filter(run -> !run.isValid()).forEach(run -> System.out.println("VOID: " + run.failure()));
    }

    private void print(Shape shape) {
        row(shape, "deliveries/s, most sustained", Run::best, Sample::delivered, goal(shape));
        row(shape, "server CPU us per delivery, there", Run::best, Sample::cpu, "to plain <= 0.167");
        for (double rate : shape.fixedRates()) {
            String at = String.format(" at %,.0f/s", rate);
            row(shape, "server CPU us per delivery" + at, run -> run.at(rate), Sample::cpu, "");
            row(shape, "p50 ms" + at, run -> run.at(rate), Sample::p50, "");
            row(shape, "p99 ms" + at, run -> run.at(rate), Sample::p99, latencyGoal(shape, rate));
        }
    }

    private static String goal(Shape shape) {
        return switch (shape.name()) {
            case "10x20" -> "to plain >= 7, to socket.io >= 1";
            case "1x500" -> "to plain >= 12, to socket.io >= 2";
            default -> "";
        };
    }

    private String latencyGoal(Shape shape, double rate) {
        double plain = median("plain", shape, run -> run.at(rate), Sample::p99);
        return Double.isNaN(plain) ? "" : String.format("<= %.1f ms", plain + commits.quantile(0.99) + SLACK);
    }

    private double hotCpu(String server, Shape shape) {
        return median(server, shape, run -> run.at(shape.mutationRate()), Sample::cpu);
    }

    private void row(
            Shape shape,
            String what,
            Function<Run, Optional<Sample>> sample,
            ToDoubleFunction<Sample> value,
            String goal) {
        row(shape.name() + " " + what, server -> median(server, shape, sample, value), goal);
    }

    private static void row(String what, ToDoubleFunction<String> ofServer, String goal) {
        double ours = ofServer.applyAsDouble("latchkey");
        double plain = ofServer.applyAsDouble("plain");
        double socketIo = ofServer.applyAsDouble("socket.io");
        System.out.printf(
                "%-48s %12s %12s %12s %9s %12s %s%n",
                what,
                told("%,.2f", ours),
                told("%,.2f", plain),
                told("%,.2f", socketIo),
                told("%.3f", ours / plain),
                told("%.3f", ours / socketIo),
                goal);
    }

    /** A dash for what was not measured. */
    private static String told(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(format, value);
    }

    private double median(
            String server, Shape shape, Function<Run, Optional<Sample>> sample, ToDoubleFunction<Sample> value) {
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
