package io.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainingExecutorTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DrainingExecutor executor = new DrainingExecutor(threads, 4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void everyTaskRunsWhoeverBringsIt() throws InterruptedException {
        int each = 50_000;
        CountDownLatch left = new CountDownLatch(3 * each);
        for (int i = 0; i < 3; i++) {
            threads.execute(() -> {
                for (int j = 0; j < each; j++) {
                    executor.execute(left::countDown);
                }
            });
        }
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tasksThatBlockHoldUpNoOtherWhileThereIsAThread() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(10);
        for (int i = 0; i < 3; i++) {
            executor.execute(() -> awaitQuietly(blocked));
        }
        for (int i = 0; i < 10; i++) {
            executor.execute(ran::countDown);
        }
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        blocked.countDown();
    }

    @Test
    void aTaskThatThrowsEndsNoOther() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        executor.execute(() -> {
            throw new IllegalStateException("of the test");
        });
        executor.execute(ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
