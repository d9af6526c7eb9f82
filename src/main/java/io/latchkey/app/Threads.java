package io.latchkey.app;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The engine's threads. Its own and not the container's: those are interrupted at shut-down, which closes H2's file
 * under a commit, and handing a task to Payara's managed executor costs more than the task. They carry the application's
 * class loader, as CDI and JSON-B need it.
 */
public class Threads {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final ExecutorService tasks =
            Executors.newFixedThreadPool(Math.max(4, 2 * PROCESSORS), factory("latchkey-room"));
    private final ExecutorService writers =
            Executors.newFixedThreadPool(Math.max(4, 2 * PROCESSORS), factory("latchkey-writer"));
    private final Executor writes = new DrainingExecutor(writers, Math.max(4, 2 * PROCESSORS));
    private final ExecutorService control = Executors.newSingleThreadExecutor(factory("latchkey-control"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(factory("latchkey-timer"));

    ExecutorService tasks() {
        return tasks;
    }

    /** For short tasks that come in bursts, one for each member of a room. */
    Executor writers() {
        return writes;
    }

    /** Applies the control feed. */
    ExecutorService control() {
        return control;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    final ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /** Orderly: an interrupt would close the database's file under a running load. */
    void stop() {
        timer.shutdown();
        control.shutdown();
        tasks.shutdown();
        writers.shutdown();
    }
}
