package io.latchkey.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnTest {
    private final Turn turn = new Turn();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @Test
    void runsEventsAtOnceWhileNothingIsWaitedFor() {
        turn.run(() -> seen.add("a"));
        turn.run(() -> seen.add("b"));
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void keepsWhatComesBehindAVerdictAndGoesOnWithTheVerdictFirst() {
        turn.run(turn::pause);
        turn.run(() -> seen.add("b " + turn.isResumed()));
        turn.run(() -> seen.add("c"));
        assertThat(seen).isEmpty();
        turn.resume(() -> seen.add("a"));
        assertThat(seen).containsExactly("a", "b true", "c");
        turn.run(() -> seen.add("d " + turn.isResumed()));
        assertThat(seen).last().isEqualTo("d false");
    }

    @Test
    void aVerdictMayComeBeforeItsEventIsOver() {
        turn.run(() -> {
            turn.pause();
            turn.resume(() -> seen.add("b"));
            seen.add("a");
        });
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void anEventThatWaitsAgainHoldsBackTheRest() {
        turn.run(turn::pause);
        turn.run(turn::pause);
        turn.run(() -> seen.add("last"));
        turn.resume(() -> seen.add("first"));
        assertThat(seen).containsExactly("first");
        turn.resume(() -> seen.add("second"));
        assertThat(seen).containsExactly("first", "second", "last");
    }

    @Test
    void holdsNoMoreThanItsLimit() {
        assertThat(turn.offer(() -> {}, 100, 10)).isTrue();
        turn.run(turn::pause);
        assertThat(turn.offer(() -> {}, 10, 10)).isTrue();
        assertThat(turn.offer(() -> {}, 1, 10)).isFalse();
        turn.resume(() -> {});
        assertThat(turn.offer(() -> {}, 100, 10)).isTrue();
    }

    @Test
    void runsOneEventAtATimeInTheOrderOfOneThreadWhoeverBringsVerdicts() throws InterruptedException {
        List<Integer> order = new ArrayList<>(); // not safe for many threads: the turn has to be
        CountDownLatch verdicts = new CountDownLatch(1000);
        Thread container = new Thread(() -> IntStream.range(0, 1000)
                .forEach(i -> turn.run(() -> {
                    order.add(i);
                    turn.pause();
                    new Thread(() -> {
                                turn.resume(() -> {});
                                verdicts.countDown();
                            })
                            .start();
                })));
        container.start();
        container.join();
        verdicts.await();
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }
}
