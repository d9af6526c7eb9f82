package io.latchkey.app;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs many short tasks on a few threads that look for the next one themselves: a pool's own queue takes a lock and
 * wakes a thread for each task, which costs more than a write. A task that blocks holds up no other while there is a
 * thread left. Safe for use by many threads.
 */
final class DrainingExecutor implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger active = new AtomicInteger();
    private final Executor threads;
    private final int most;

    /** @param most how many of the threads work at once */
    DrainingExecutor(Executor threads, int most) {
        this.threads = threads;
        this.most = most;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        callOne();
    }

    private void callOne() {
        int now = active.get();
        if (now < most && active.compareAndSet(now, now + 1)) {
            threads.execute(this::drain);
        }
    }

    /** Looks once more after it has signed off: a task that came meanwhile saw it as active. */
    private void drain() {
        try {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        } finally {
            active.decrementAndGet();
            if (!tasks.isEmpty()) {
                callOne();
            }
        }
    }
}
