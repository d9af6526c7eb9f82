package io.latchkey.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SerialExecutorTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final SerialExecutor serial = new SerialExecutor(threads);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** Its own counters are plain fields: were two tasks ever to overlap, or not see one another, the sums would show it. */
    private static final class Tally {
        private final AtomicBoolean busy = new AtomicBoolean();
        private long done;
        private long overlaps;

        void add() {
            overlaps += busy.compareAndSet(false, true) ? 0 : 1;
            done++;
            busy.set(false);
        }
    }

    @Test
    void tasksThatAreRunOnTheCallersThreadOverlapWithNoneAndNoneIsLost() throws Exception {
        Tally tally = new Tally();
        AtomicInteger here = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(THREADS * ROUNDS);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            callers.add(new Thread(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    if (serial.tryNow(tally::add)) {
                        here.incrementAndGet();
                        all.countDown();
                    } else {
                        serial.execute(() -> {
                            tally.add();
                            all.countDown();
                        });
                    }
                }
            }));
        }
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(tally.overlaps).isZero();
        assertThat(tally.done).isEqualTo((long) THREADS * ROUNDS);
        assertThat(here.get()).isPositive();
    }

    @Test
    void whatComesWhileATaskRunsHereWaitsAndRunsBehindIt() throws Exception {
        CountDownLatch behind = new CountDownLatch(1);
        boolean ran = serial.tryNow(() -> {
            assertThat(serial.tryNow(() -> {})).isFalse();
            serial.execute(behind::countDown);
            assertThat(behind.getCount()).isOne();
        });
        assertThat(ran).isTrue();
        assertThat(behind.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aTaskThatFailsHereLeavesTheRestToRun() throws Exception {
        CountDownLatch behind = new CountDownLatch(1);
        try {
            serial.tryNow(() -> {
                serial.execute(behind::countDown);
                throw new IllegalStateException("on purpose");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("on purpose");
        }
        assertThat(behind.await(1, TimeUnit.MINUTES)).isTrue();
        Await.until("at rest again", () -> serial.tryNow(() -> {})); // the turn ends after its last task
    }
}
