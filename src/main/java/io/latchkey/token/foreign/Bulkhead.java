package io.latchkey.token.foreign;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps what may hang apart: a few calls at once, a short line behind them, and one time-out that counts from the moment
 * a call is asked for, so that a line never makes anybody wait longer. What has waited in line for half of that is not
 * called any more: a server that hangs is not asked for what nobody will wait for. For use by many threads.
 */
public final class Bulkhead implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int LINE = 256;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final Duration timeout;

    public Bulkhead(Duration timeout, ThreadFactory factory) {
        this.threads = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(LINE), factory);
        this.threads.allowCoreThreadTimeOut(true);
        this.timeout = timeout;
    }

    /**
     * Completed exceptionally with what the call throws, with {@code TimeoutException} (the call is then interrupted),
     * or with {@code RejectedExecutionException} when the line is full or does not move.
     */
    <T> CompletableFuture<T> call(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        long latest = System.nanoTime() + timeout.toNanos() / 2;
        try {
            Future<?> running = threads.submit(() -> run(call, latest, result));
            result.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, failure) -> {
                if (failure instanceof TimeoutException) {
                    running.cancel(true);
                    threads.remove((Runnable) running); // its place in the line is free
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private static <T> void run(Callable<T> call, long latest, CompletableFuture<T> result) {
        if (System.nanoTime() - latest > 0) {
            result.completeExceptionally(new RejectedExecutionException("waited in line for too long"));
            return;
        }
        try {
            result.complete(call.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
