package io.latchkey.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Lets whatever is not the engine's own take its time, at random, and gladly until a mark is there. For many threads. */
final class Pauses {
    private static final long MAX = 2_000_000;
    private static final long MAX_BEHIND_A_MARK = 8_000_000;
    private static final long LONGEST_WAIT = 15_000_000;
    private static final long STEP = 50_000;

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong marks = new AtomicLong();

    /** An invalidation is on its way. */
    void called() {
        calls.incrementAndGet();
    }

    /** Its mark is durable. */
    void marked() {
        calls.decrementAndGet();
        marks.incrementAndGet();
    }

    /** Once in so many times, a while; while a call is on its way, until its mark is there and a bit more. */
    void onceIn(int times) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (times > 1 && random.nextInt(times) > 0) {
            return;
        }
        long start = System.nanoTime();
        long enough = start + random.nextLong(MAX);
        long before = marks.get();
        while (System.nanoTime() < enough || isMarkOnItsWay(before) && System.nanoTime() < start + LONGEST_WAIT) {
            LockSupport.parkNanos(STEP);
        }
        if (marks.get() > before) {
            LockSupport.parkNanos(random.nextLong(MAX_BEHIND_A_MARK));
        }
    }

    private boolean isMarkOnItsWay(long before) {
        return calls.get() > 0 && marks.get() == before;
    }
}
