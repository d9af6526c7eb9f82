package io.latchkey.bench;

/**
 * What was measured at one offered rate.
 *
 * @param offered deliveries a second; so is {@code delivered}, by distinct versions
 * @param cpu of the server, in microseconds for each delivery
 * @param p50 milliseconds from when a mutation was due; so is {@code p99}
 * @param serverLoad the server's share of a core; so is {@code generatorLoad}
 * @param foreignLoad what else the machine did, in cores
 */
record Sample(
        double offered,
        double delivered,
        double cpu,
        double p50,
        double p99,
        double serverLoad,
        double generatorLoad,
        double foreignLoad) {
    private static final double FOLLOWS = 0.95;
    private static final double MAX_P99 = 250;
    private static final double MAX_GENERATOR = 0.7;

    /** Whether the server still follows what is offered. */
    boolean isSustained() {
        return delivered >= FOLLOWS * offered && p99 <= MAX_P99;
    }

    /** Whether the load generator was so busy that the result says more about it than about the server. */
    boolean isVoid() {
        return generatorLoad > MAX_GENERATOR;
    }

    @Override
    public String toString() {
        return String.format(
                "offered %,9.0f/s delivered %,9.0f/s  cpu %6.2f us  p50 %7.2f ms  p99 %7.2f ms  server %3.0f %%"
                        + "  generator %3.0f %%  others %3.0f %%%s",
                offered,
                delivered,
                cpu,
                p50,
                p99,
                100 * serverLoad,
                100 * generatorLoad,
                100 * foreignLoad,
                isVoid() ? "  VOID" : "");
    }

    String json() {
        return String.format(
                "{\"offered\":%.0f,\"delivered\":%.0f,\"cpuMicros\":%.3f,\"p50Ms\":%.2f,\"p99Ms\":%.2f,"
                        + "\"serverLoad\":%.3f,\"generatorLoad\":%.3f,\"foreignLoad\":%.3f,\"void\":%b}",
                offered, delivered, cpu, p50, p99, serverLoad, generatorLoad, foreignLoad, isVoid());
    }
}
