package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code mvn -Pbench}: see src/test/bench/README.md. */
public final class Bench {
    private static final boolean QUICK = Boolean.getBoolean("bench.quick");
    private static final int RUNS = Integer.getInteger("bench.runs", QUICK ? 1 : 3);
    private static final int SETTLE = 1000;
    private static final int STEP = QUICK ? 1500 : 2000;
    private static final int FIXED = Integer.getInteger("bench.fixed", QUICK ? 3000 : 5000);
    private static final int WARM = Integer.getInteger("bench.warm", QUICK ? 20 : 30);
    private static final double COMPILED = 0.08;
    private static final double FASTER = 1.4;
    private static final double FINER = 1.15;
    private static final double FIRST = 10_000;
    private static final double LEAST = 1_000;
    private static final List<String> SHAPES = List.of("10x20", "1x500");

    private final Report report;
    private int rooms;

    private Bench(Report report) {
        this.report = report;
    }

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Cores.beGenerator();
        List<Shape> shapes = wanted("shape", SHAPES).map(Shape::parse).toList();
        Path folder = Files.createTempDirectory("latchkey-bench");
        Report report = new Report(CommitProbe.measure(folder.resolve("probe")));
        try (Targets targets = Targets.start(wanted("server", Targets.NAMES).toList(), folder.resolve("data"))) {
            new Bench(report).measure(targets, shapes);
        }
        report.print();
        report.write(Path.of("target", "bench"));
    }

    /** The names in a system property, between commas; by default, these. */
    private static Stream<String> wanted(String property, List<String> otherwise) {
        String names = System.getProperty("bench." + property, "");
        return names.isEmpty() ? otherwise.stream() : Stream.of(names.split(",", -1));
    }

    private void measure(Targets targets, List<Shape> shapes) throws IOException {
        for (Shape shape : shapes) {
            for (int run = 0; run < RUNS; run++) {
                for (Target target : targets.order(run)) {
                    measure(target, shape, run);
                }
            }
        }
    }

    /** On all cores, because what the compiler does in its first minute would else be most of what is measured. */
    private void warmUp(Target target, Shape shape, int seconds) throws IOException {
        System.out.println("warming up " + target.name() + " " + shape.name());
        Cores.release(target.pid());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        double busy = Double.NaN;
        try (Load load = new Load(target, shape, "w" + rooms++ + "-")) {
            double rate = FIRST;
            while (System.nanoTime() < end && !(busy <= COMPILED)) {
                double before = Meter.compiler(target.pid());
                rate *= load.run(target, rate, 0, SETTLE).isSustained() ? FASTER : 1 / FASTER;
                busy = Meter.compiler(target.pid()) - before;
            }
        } catch (IOException | RuntimeException e) {
            System.out.println("  " + e + " (does not count)");
        }
        if (!Double.isNaN(busy)) {
            System.out.printf("  the compiler is at %.0f %% of a core%n", 100 * busy);
        }
        Cores.move(target.pid(), 0);
    }

    private void measure(Target target, Shape shape, int run) throws IOException {
        if (run == 0) {
            warmUp(target, shape, shape.rooms() > 1 ? 2 * WARM : WARM);
        }
        System.out.println(target.name() + " " + shape.name() + ", run " + (run + 1) + " of " + RUNS);
        Run result = new Run(target.name(), shape);
        try (Load load = new Load(target, shape, "r" + rooms++ + "-")) {
            for (double rate : shape.fixedRates()) {
                result.fixed(step(target, load, rate, FIXED));
            }
            findMaximum(target, load, result);
            result.wrong(load.wrong());
        } catch (IOException | RuntimeException e) {
            result.failed(e);
        }
        report.add(result);
    }

    /**
     * Up until the server no longer follows, or down until it does, then by less above the last that it did follow.
     */
    private void findMaximum(Target target, Load load, Run result) throws IOException {
        double rate = Math.max(FIRST, report.maximumSoFar(result) / (FASTER * FASTER));
        boolean follows = isSustained(target, load, rate, result);
        while (!follows && rate > LEAST) {
            rate /= FASTER;
            follows = isSustained(target, load, rate, result);
        }
        do {
            rate *= FASTER;
        } while (result.best().isPresent() && isSustained(target, load, rate, result));
        double base = rate / FASTER;
        for (double next = base * FINER; next < rate && isSustained(target, load, next, result); next *= FINER) {}
    }

    /** Tried twice, since one hiccup of the machine in a short step would end the search. */
    private static boolean isSustained(Target target, Load load, double rate, Run result) throws IOException {
        for (int i = 0; i < 2; i++) {
            Sample sample = step(target, load, rate, STEP);
            if (sample.isSustained()) {
                result.sustained(sample);
                return !sample.isVoid();
            }
        }
        return false;
    }

    private static Sample step(Target target, Load load, double rate, int millis) throws IOException {
        Sample sample = load.run(target, rate, SETTLE, millis);
        System.out.println("  " + sample);
        return sample;
    }
}
