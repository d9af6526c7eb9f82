package io.latchkey.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.RaceRound.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access ends at random moments of a user's busy life in a room, and is then over (guarantee G5). */
class RaceTest {
    private static final int ROUNDS = Integer.getInteger("latchkey.race.rounds", 1_000);
    private static final int AT_ONCE = 4;

    @TempDir
    Path data;

    @Test
    void nothingHappensUnderTheOldRightsOnceTheReceiptIsThere() throws Exception {
        long seed = Long.getLong("latchkey.seed", System.nanoTime());
        System.out.println("RaceTest: -Dlatchkey.seed=" + seed);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (EngineProcess engine = EngineProcess.start(List.of(), RaceMain.class, data.toString())) {
            AtomicInteger next = new AtomicInteger();
            List<Future<List<Windows>>> lanes = new ArrayList<>();
            for (int lane = 0; lane < AT_ONCE; lane++) {
                lanes.add(threads.submit(lane(engine.port(), seed, next, threads)));
            }
            List<Windows> all = new ArrayList<>();
            for (Future<List<Windows>> lane : lanes) {
                all.addAll(windows(lane));
            }
            count(all);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Rounds one after another, until all are done or one fails. */
    private static Callable<List<Windows>> lane(int port, long seed, AtomicInteger next, ExecutorService threads) {
        return () -> {
            List<Windows> windows = new ArrayList<>();
            for (int round = next.getAndIncrement(); round < ROUNDS; round = next.getAndIncrement()) {
                try {
                    windows.add(new RaceRound(port, round, new Random(seed + round), threads).run());
                } catch (IOException | RuntimeException | AssertionError e) {
                    next.set(ROUNDS);
                    throw e;
                }
            }
            return windows;
        };
    }

    private static List<Windows> windows(Future<List<Windows>> lane) throws Exception {
        try {
            return lane.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError violation) {
                throw violation;
            }
            throw e;
        }
    }

    private static void count(List<Windows> all) {
        long joins = all.stream().filter(Windows::beforeJoin).count();
        long applications = all.stream().filter(Windows::beforeApplication).count();
        long flushes = all.stream().filter(Windows::beforeFlush).count();
        String counted = all.size() + " rounds; between upgrade and join " + joins + ", queue and application "
                + applications + ", commit and flush " + flushes;
        System.out.println("RaceTest: " + counted);
        assertThat(all).hasSize(ROUNDS);
        assertThat(List.of(joins, applications, flushes)).as(counted).allMatch(count -> count >= ROUNDS / 10);
    }
}
