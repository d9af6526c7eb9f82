package io.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.api.RoomId;
import io.latchkey.engine.Await;
import io.latchkey.store.Database.Work;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroupCommitTest {
    private static final RoomId ROOM = new RoomId("acme:board");
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");
    private static final int LIMIT = 64;

    @TempDir
    Path folder;

    private final TicketTable tickets = new TicketTable();
    private final List<Thread> threads = new ArrayList<>();
    /** Of each redemption, in order: the pool gives every transaction another object. */
    private final List<Connection> connections = Collections.synchronizedList(new ArrayList<>());

    private Database database;
    private GroupCommit group;

    @BeforeEach
    void open() {
        String url = "jdbc:h2:file:" + folder.resolve("latchkey").toAbsolutePath() + ";WRITE_DELAY=0";
        database = new Database(url, folder.resolve("latchkey.mv.db"));
        Migrations.run(database);
        group = new GroupCommit(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private int add(String hash) {
        StoredTicket ticket = new StoredTicket(hash, ROOM, "auth of " + hash, 1, NOW.plusSeconds(30));
        return group.writeUnforced("keep a ticket", connection -> tickets.add(connection, ticket, NOW));
    }

    private Optional<String> redeem(String hash) {
        return group.write("redeem a ticket", connection -> {
            connections.add(connection);
            return tickets.redeem(connection, hash, ROOM, NOW);
        });
    }

    private int usesOf(String hash) {
        return database.read("look up a ticket", connection -> tickets.find(connection, hash))
                .orElseThrow()
                .uses();
    }

    private <T> CompletableFuture<T> started(Supplier<T> call) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> outcome.completeAsync(call, Runnable::run));
        thread.setDaemon(true); // one that is left waiting must not keep the suite from ending
        threads.add(thread);
        thread.start();
        return outcome.orTimeout(20, TimeUnit.SECONDS);
    }

    /** Lets the calls come while a first group is written, so that they all wait together. */
    private <T> List<CompletableFuture<T>> together(List<Supplier<T>> calls) {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> first = started(() -> group.write("hold", connection -> {
            inside.countDown();
            return awaited(release);
        }));
        awaited(inside);
        threads.clear();
        List<CompletableFuture<T>> outcomes = calls.stream().map(this::started).toList();
        Await.until("all wait", () -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
        release.countDown();
        assertThat(first.join()).isTrue();
        return outcomes;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<Supplier<Optional<String>>> redemptions(int count) {
        List<Supplier<Optional<String>>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String hash = "hash-" + i;
            add(hash);
            calls.add(() -> redeem(hash));
        }
        return calls;
    }

    @Test
    void redemptionsThatWaitTogetherShareATransactionOf64AndEachGetsItsOwn() {
        List<CompletableFuture<Optional<String>>> outcomes = together(redemptions(LIMIT + 36));
        for (int i = 0; i < outcomes.size(); i++) {
            assertThat(outcomes.get(i).join()).contains("auth of hash-" + i);
        }
        assertThat(connections.subList(0, LIMIT)).containsOnly(connections.get(0));
        assertThat(connections.subList(LIMIT, LIMIT + 36))
                .containsOnly(connections.get(LIMIT))
                .doesNotContain(connections.get(0));
    }

    @Test
    void ofAHundredThatRedeemOneUseTogetherExactlyOneGetsIt() {
        add("hash");
        List<CompletableFuture<Optional<String>>> outcomes =
                together(Collections.nCopies(100, (Supplier<Optional<String>>) () -> redeem("hash")));
        assertThat(outcomes.stream().filter(outcome -> outcome.join().isPresent()))
                .hasSize(1);
    }

    /** Each a defect, and what is told of it. */
    private static Stream<Arguments> defects() {
        Work<Optional<String>> sql = connection -> {
            throw new SQLException("a defect", "HY000", 4711);
        };
        Work<Optional<String>> runtime = connection -> {
            throw new IllegalStateException("a defect");
        };
        Work<Optional<String>> error = connection -> {
            throw new StackOverflowError("a defect");
        };
        return Stream.of(Arguments.of(sql, " (error 4711)"), Arguments.of(runtime, ""), Arguments.of(error, ""));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aWorkThatFailsFailsAllOfItsGroupWithNothingWrittenAndTheNextGroupGoesOn(
            Work<Optional<String>> defect, String code) {
        List<Supplier<Optional<String>>> calls = redemptions(8);
        calls.add(4, () -> group.write("do its work", defect));
        List<StoreException> told = new ArrayList<>();
        for (CompletableFuture<Optional<String>> outcome : together(calls)) {
            assertThatThrownBy(outcome::join).cause().isInstanceOfSatisfying(StoreException.class, told::add);
        }
        assertThat(told).doesNotHaveDuplicates();
        assertThat(told.get(4)).hasMessage("The database could not do its work" + code);
        assertThat(told.get(5)).hasMessage("The database could not redeem a ticket" + code);
        for (int i = 0; i < 8; i++) {
            assertThat(usesOf("hash-" + i)).isEqualTo(1);
        }
        assertThat(redeem("hash-0")).contains("auth of hash-0");
    }

    @Test
    void anInterruptEndsNoWaitAndIsKeptForTheCaller() {
        List<Supplier<Boolean>> calls = new ArrayList<>();
        for (Supplier<Optional<String>> redemption : redemptions(8)) {
            calls.add(() -> {
                Thread.currentThread().interrupt();
                return redemption.get().isPresent() && Thread.interrupted();
            });
        }
        together(calls).forEach(outcome -> assertThat(outcome.join()).isTrue());
        add("alone");
        Thread.currentThread().interrupt();
        assertThat(redeem("alone")).isPresent();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(usesOf("alone")).isZero();
    }

    @Test
    void noWriteIsLostOrLeftWaitingWhenManyThreadsComeAndGo() {
        List<CompletableFuture<Integer>> outcomes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String name = "thread-" + i + "-";
            outcomes.add(started(() -> {
                int got = 0;
                for (int round = 0; round < 200; round++) {
                    add(name + round);
                    got += redeem(name + round).isPresent() ? 1 : 0;
                }
                return got;
            }));
        }
        outcomes.forEach(outcome -> assertThat(outcome.join()).isEqualTo(200));
        assertThat(connections).hasSize(16 * 200);
    }
}
