package io.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.RoomId;
import io.latchkey.engine.Await;
import io.latchkey.store.RoomLog.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomLogTest {
    private static final int ROOMS = 12;

    @TempDir
    Path folder;

    private GatedStore store;
    private RoomLog log;
    private final long[] positions = new long[ROOMS];
    private long control;

    @BeforeEach
    void open() {
        store = new GatedStore(H2Store.open(folder));
        for (int i = 0; i < ROOMS; i++) {
            store.create(room(i), "e1");
        }
        log = new RoomLog(store, task -> new Thread(task, "commit"));
    }

    @AfterEach
    void close() {
        store.open();
        log.close();
        store.close();
    }

    private static RoomId room(int i) {
        return new RoomId("acme:room" + i);
    }

    private CompletableFuture<Outcome> append(int room, int mutations, String body) {
        long position = positions[room]++;
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        log.append(
                new RoomAppend(room(room), "e1", position, position + 1, mutations, body),
                control,
                told -> outcome.complete(told));
        return outcome;
    }

    private static Outcome told(CompletableFuture<Outcome> outcome) {
        return outcome.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** What is appended while the first commit, of room 0, is on its way. */
    private List<List<RoomAppend>> groupsWhileOneIsWritten(Runnable appends) {
        store.shut();
        CompletableFuture<Outcome> first = append(0, 1, "first");
        Await.until("the first group", () -> !store.groups().isEmpty());
        appends.run();
        store.open();
        told(first);
        log.close();
        List<List<RoomAppend>> groups = store.groups();
        return groups.subList(1, groups.size());
    }

    @Test
    void whatComesWhileACommitRunsGoesIntoTheNextOneInOrder() {
        List<List<RoomAppend>> groups = groupsWhileOneIsWritten(() -> {
            for (int i = 1; i < ROOMS; i++) {
                append(i, 1, "body " + i);
            }
        });
        assertThat(groups).hasSize(1);
        assertThat(groups.get(0).stream().map(append -> append.room().value()))
                .containsExactly(
                        "acme:room1",
                        "acme:room2",
                        "acme:room3",
                        "acme:room4",
                        "acme:room5",
                        "acme:room6",
                        "acme:room7",
                        "acme:room8",
                        "acme:room9",
                        "acme:room10",
                        "acme:room11");
    }

    @Test
    void aGroupHoldsNoMoreThan200Mutations() {
        List<List<RoomAppend>> groups = groupsWhileOneIsWritten(() -> {
            for (int i = 1; i < ROOMS; i++) {
                append(i, 60, "x");
            }
        });
        assertThat(groups.stream().map(List::size)).containsExactly(3, 3, 3, 2);
    }

    @Test
    void aGroupHoldsNoMoreThan256KBUnlessOneRoomAloneBringsMore() {
        String large = "x".repeat(100 * 1024);
        List<List<RoomAppend>> groups = groupsWhileOneIsWritten(() -> {
            append(1, 1, large);
            append(2, 1, large);
            append(3, 1, large);
            append(4, 1, large + large + large);
            append(5, 1, "small");
        });
        assertThat(groups.stream().map(List::size)).containsExactly(2, 1, 1, 1);
    }

    @Test
    void aFailingStoreIsToldToEveryRoomOfTheGroupAndTheNextGroupGoesOn() {
        store.failAppends(1, GatedStore.Failure.BEFORE);
        assertThat(told(append(1, 1, "lost"))).isInstanceOf(Outcome.Failed.class);
        positions[1] = 0;
        assertThat(told(append(1, 1, "fine"))).isEqualTo(new Outcome.Durable());
        assertThat(store.readAfter(room(1), 0)).containsExactly(new LogRecord(1, 1, "fine"));
    }

    @Test
    void aRoomThatCannotTakeItsOutcomeDoesNotEndTheLog() {
        log.append(new RoomAppend(room(1), "e1", 0, 1, 1, "x"), control, told -> {
            throw new IllegalStateException("a defect");
        });
        positions[1] = 1;
        assertThat(told(append(1, 1, "fine"))).isEqualTo(new Outcome.Durable());
    }

    @Test
    void aRoomThatIsNotWhereItThoughtLosesAndIsToldSo() {
        positions[1] = 7;
        assertThat(told(append(1, 1, "x"))).isEqualTo(new Outcome.Lost());
    }

    @Test
    void aNodeThatIsBehindTheControlFeedIsTold() {
        store.record("mark", "{}");
        assertThat(told(append(1, 1, "x"))).isEqualTo(new Outcome.ControlBehind(1));
        control = 1;
        positions[1] = 0;
        assertThat(told(append(1, 1, "x"))).isEqualTo(new Outcome.Durable());
    }

    @Test
    void closingCommitsWhatWaitsAndRefusesWhatComesLater() {
        store.shut();
        List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
        for (int i = 0; i < ROOMS; i++) {
            waiting.add(append(i, 100, "x"));
        }
        Thread closing = new Thread(log::close);
        closing.start();
        store.open();
        waiting.forEach(outcome -> assertThat(told(outcome)).isEqualTo(new Outcome.Durable()));
        log.close();
        assertThat(told(append(0, 1, "late"))).isInstanceOf(Outcome.Failed.class);
    }
}
