package io.latchkey.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What connects of each kind came to, run by run, and the medians side by side. */
final class ConnectReport {
    static final String PLAIN = "plain, to 101";
    static final String PLAIN_CDI = "plain, in a WAR with CDI";
    static final String TOKEN = "token, to joined";
    static final String REDEEM = "ticket, to joined";
    static final String ISSUE = "ticket, issue";
    private static final String BOTH = "ticket, issue and redeem";

    private static final Map<String, Double> GOALS = Map.of(TOKEN, 0.8, REDEEM, 0.6);

    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final List<String> voided = new ArrayList<>();

    /** Adds a run, which counts only when nothing was refused and the generator kept up; prints it. */
    void add(String what, Sample sample, Optional<String> refusal) {
        System.out.println("  " + line(what, sample) + (sample.isVoid() || refusal.isPresent() ? "  VOID" : ""));
        if (refusal.isPresent()) {
            voided.add(what + ": " + refusal.get());
        } else if (sample.isVoid()) {
            voided.add("%s: the generator needed %.0f %% of its core".formatted(what, 100 * sample.generatorLoad()));
        } else {
            samples.computeIfAbsent(what, name -> new ArrayList<>()).add(sample);
        }
    }

    private static String line(String what, Sample sample) {
        return "%-26s %,8.0f/s  cpu %,7.0f us  p50 %6.1f ms  p99 %6.1f ms  server %3.0f %%  generator %3.0f %%  others %3.0f %%"
                .formatted(
                        what,
                        sample.delivered(),
                        sample.cpu(),
                        sample.p50(),
                        sample.p99(),
                        100 * sample.serverLoad(),
                        100 * sample.generatorLoad(),
                        100 * sample.foreignLoad());
    }

    void print() {
        System.out.printf("%nMedians of %d at once; CPU is the server's, for each%n", Connects.AT_ONCE);
        System.out.printf(
                "%-26s %10s %8s %8s %8s %10s %8s %9s %9s %5s%n",
                "", "per second", "ratio", "to CDI", "goal", "CPU us", "ratio", "p50 ms", "p99 ms", "runs");
        for (String what : List.of(PLAIN, PLAIN_CDI, TOKEN, REDEEM, ISSUE)) {
            double rate = median(what, Sample::delivered);
            row(what, rate, median(what, Sample::cpu));
            System.out.printf(
                    " %9.1f %9.1f %5d%n", median(what, Sample::p50), median(what, Sample::p99), of(what).size());
        }
        double seconds = 1 / median(ISSUE, Sample::delivered) + 1 / median(REDEEM, Sample::delivered);
        row(BOTH, 1 / seconds, median(ISSUE, Sample::cpu) + median(REDEEM, Sample::cpu));
        System.out.println();
        voided.forEach(why -> System.out.println("VOID: " + why));
    }

    private void row(String what, double rate, double cpu) {
        String goal =
                Optional.ofNullable(GOALS.get(what)).map(least -> ">= " + least).orElse("");
        System.out.printf(
                "%-26s %,10.0f %8.3f %8.3f %8s %,10.0f %8.3f",
                what,
                rate,
                rate / median(PLAIN, Sample::delivered),
                rate / median(PLAIN_CDI, Sample::delivered),
                goal,
                cpu,
                cpu / median(PLAIN, Sample::cpu));
    }

    private List<Sample> of(String what) {
        return samples.getOrDefault(what, List.of());
    }

    private double median(String what, ToDoubleFunction<Sample> value) {
        double[] sorted = of(what).stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
