package io.latchkey.bench;

import java.io.IOException;

/** Server on one core, load generator on the other, where taskset and a second core are there. */
final class Cores {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final boolean PINS = CORES > 1 && runs("taskset", "--version");

    private Cores() {}

    /** Takes the second core for this process, the load generator, and says whether the servers have the first. */
    static void beGenerator() {
        move(ProcessHandle.current().pid(), 1);
        System.out.println(
                PINS
                        ? "Server on core 0, load generator on core 1."
                        : "Server and load generator share the cores: no taskset or one core. Trust nothing but ratios.");
    }

    /** Moves a process with all its threads. */
    static void move(long pid, int core) {
        assign(pid, Integer.toString(core));
    }

    /** Lets a process use every core. */
    static void release(long pid) {
        assign(pid, "0-" + (CORES - 1));
    }

    private static void assign(long pid, String cores) {
        if (PINS) {
            runs("taskset", "-a", "-p", "-c", cores, Long.toString(pid));
        }
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
