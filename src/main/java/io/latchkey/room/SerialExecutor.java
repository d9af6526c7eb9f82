package io.latchkey.room;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks in order, one at a time, on the threads of another executor. Safe for use by many threads. */
final class SerialExecutor implements Executor {
    /** So that one busy room does not keep a thread for itself. */
    private static final int TURN = 64;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Executor threads;

    SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            threads.execute(this::turn);
        }
    }

    /**
     * Runs a task at once on the caller's thread, if nothing else runs or waits: to hand a short task to another thread
     * takes longer than the task.
     *
     * @return whether it ran
     */
    boolean tryNow(Runnable task) {
        if (!waiting.compareAndSet(0, 1)) {
            return false;
        }
        try {
            task.run();
            return true;
        } finally {
            if (waiting.decrementAndGet() > 0) {
                threads.execute(this::turn);
            }
        }
    }

    private void turn() {
        int done = 0;
        try {
            for (Runnable task = tasks.poll(); task != null; task = done < TURN ? tasks.poll() : null) {
                done++;
                task.run();
            }
        } finally {
            if (waiting.addAndGet(-done) > 0) {
                threads.execute(this::turn);
            }
        }
    }
}
