package io.latchkey.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One run of one shape on one server. */
final class Run {
    private final String server;
    private final Shape shape;
    private final List<Sample> fixed = new ArrayList<>();
    private final List<Sample> sustained = new ArrayList<>();
    private String failure = "";

    Run(String server, Shape shape) {
        this.server = server;
        this.shape = shape;
    }

    Shape shape() {
        return shape;
    }

    boolean is(String wantedServer, Shape wantedShape) {
        return server.equals(wantedServer) && shape.equals(wantedShape);
    }

    boolean isLike(Run other) {
        return is(other.server, other.shape);
    }

    void fixed(Sample sample) {
        fixed.add(sample);
    }

    void sustained(Sample sample) {
        sustained.add(sample);
    }

    void wrong(long count) {
        if (count > 0) {
            failure = count + " versions or values were wrong";
        }
    }

    void failed(Exception e) {
        failure = e.toString();
    }

    boolean isValid() {
        return failure.isEmpty();
    }

    /** The sample at this fixed rate. */
    Optional<Sample> at(double rate) {
        return fixed.stream().filter(sample -> sample.offered() == rate).findFirst();
    }

    /** The most that was sustained. */
    Optional<Sample> best() {
        return sustained.stream()
                .filter(sample -> !sample.isVoid())
                .max((a, b) -> Double.compare(a.delivered(), b.delivered()));
    }

    String failure() {
        return server + " " + shape.name() + ": " + failure;
    }

    String json() {
        return "{\"server\":\"" + server + "\",\"shape\":\"" + shape.name() + "\",\"valid\":" + isValid()
                + ",\"fixed\":" + json(fixed) + ",\"sustained\":" + json(sustained) + "}";
    }

    private static String json(List<Sample> samples) {
        return samples.stream().map(Sample::json).collect(Collectors.joining(",", "[", "]"));
    }
}
