package io.latchkey.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access ends at random moments of a user's busy life in a room, and is then over (guarantee G5). */
class RaceTest {
    private static final int ROUNDS = Integer.getInteger("race.rounds", 1_000);
    private static final int AT_ONCE = 4;

    @TempDir
    Path data;

    @Test
    void nothingHappensUnderTheOldRightsOnceTheReceiptIsThere() throws Exception {
        long seed = Long.getLong("latchkey.seed", System.nanoTime());
        System.out.println("RaceTest: -Dlatchkey.seed=" + seed);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (EngineProcess engine = EngineProcess.start(List.of(), RaceMain.class, data.toString())) {
            RaceTally tally = new RaceTally(ROUNDS);
            List<Future<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < AT_ONCE; lane++) {
                lanes.add(threads.submit(() -> run(engine.port(), seed, tally, threads)));
            }
            for (Future<?> lane : lanes) {
                finish(lane);
            }
            System.out.println("RaceTest: " + tally);
            assertThat(tally.isEnough()).as(tally.toString()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Rounds one after another, until there were enough or one fails. */
    private static @Nullable Void run(int port, long seed, RaceTally tally, ExecutorService threads)
            throws IOException {
        try {
            for (int round = tally.next(); round >= 0; round = tally.next()) {
                tally.add(new RaceRound(port, round, new Random(seed + round), threads).run());
            }
            return null;
        } catch (IOException | RuntimeException | AssertionError e) {
            tally.fail();
            throw e;
        }
    }

    private static void finish(Future<?> lane) throws InterruptedException, ExecutionException {
        try {
            lane.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError violation) {
                throw violation;
            }
            throw e;
        }
    }
}
