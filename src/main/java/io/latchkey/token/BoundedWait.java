package io.latchkey.token;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a few request threads wait where HTTP must answer with a verdict that another server gives. Fewer than the
 * container has, so that those who need no such verdict are served all the while. For use by many threads.
 */
public final class BoundedWait {
    private final Semaphore places;
    private final Duration most;

    /** @param places how many threads may wait at once */
    public BoundedWait(int places, Duration most) {
        this.places = new Semaphore(places);
        this.most = most;
    }

    /** What came; empty when it did not in time or there is no place to wait. Never waits for what is there. */
    public <T> Optional<T> await(CompletionStage<T> verdict) {
        boolean known = verdict.toCompletableFuture().isDone();
        if (!known && !places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(verdict.toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } finally {
            if (!known) {
                places.release();
            }
        }
    }
}
