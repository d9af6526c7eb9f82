package io.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import io.latchkey.store.AuditStore.AuditFilter;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do; a subclass for each implementation opens it. */
abstract class StoreContract {
    private static final RoomId ROOM = new RoomId("acme:board");
    private static final RoomId OTHER = new RoomId("acme:other");

    private Store store;

    /** Opens the store of this test; called again, it opens the same one as a restarted server would. */
    abstract Store open();

    @BeforeEach
    void openIt() {
        store = open();
    }

    @AfterEach
    void closeIt() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = open();
    }

    private static RoomAppend append(RoomId room, long position, long version, String body) {
        return new RoomAppend(room, "e1", position, version, 1, body);
    }

    private static AppendResult won(RoomId... rooms) {
        return new AppendResult.Appended(Set.of(rooms));
    }

    @Test
    void aFreshRoomIsOpenAndEmptyAtVersionZero() {
        assertThat(store.create(ROOM, "e1")).isTrue();
        assertThat(store.load(ROOM))
                .contains(new StoredRoom("e1", StoredRoom.Status.OPEN, 0, 0, 0, List.of(), List.of(), List.of()));
    }

    @Test
    void aRoomIsMadeOnce() {
        assertThat(store.create(ROOM, "e1")).isTrue();
        assertThat(store.create(ROOM, "e2")).isFalse();
        assertThat(store.load(ROOM).orElseThrow().epoch()).isEqualTo("e1");
    }

    @Test
    void aRoomThatNeverWasIsNotFound() {
        assertThat(store.load(ROOM)).isEmpty();
    }

    @Test
    void anAppendAtTheRightPositionIsReadBackAfterAReopen() {
        store.create(ROOM, "e1");
        assertThat(store.append(List.of(append(ROOM, 0, 1, "first")), 0)).isEqualTo(won(ROOM));
        assertThat(store.append(List.of(append(ROOM, 1, 4, "second \u00e9 \ud83d\udd11")), 0))
                .isEqualTo(won(ROOM));
        reopen();
        assertThat(store.load(ROOM).orElseThrow().log())
                .containsExactly(new LogRecord(1, 1, "first"), new LogRecord(2, 4, "second \u00e9 \ud83d\udd11"));
        assertThat(store.readAfter(ROOM, 1)).containsExactly(new LogRecord(2, 4, "second \u00e9 \ud83d\udd11"));
    }

    @Test
    void anAppendAtAnotherPositionLosesAndItsGroupGoesOn() {
        store.create(ROOM, "e1");
        store.create(OTHER, "e1");
        store.append(List.of(append(ROOM, 0, 1, "first")), 0);
        List<RoomAppend> group = List.of(append(ROOM, 0, 1, "late"), append(OTHER, 0, 1, "fine"));
        assertThat(store.append(group, 0)).isEqualTo(won(OTHER));
        assertThat(store.readAfter(ROOM, 0)).containsExactly(new LogRecord(1, 1, "first"));
        assertThat(store.readAfter(OTHER, 0)).containsExactly(new LogRecord(1, 1, "fine"));
    }

    @Test
    void anAppendUnderAnotherEpochLoses() {
        store.create(ROOM, "e2");
        assertThat(store.append(List.of(append(ROOM, 0, 1, "x")), 0)).isEqualTo(won());
    }

    @Test
    void ofManyThreadsThatNameTheSamePositionExactlyOneWins() throws Exception {
        store.create(ROOM, "e1");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 25; round++) {
                List<Callable<AppendResult>> racers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    List<RoomAppend> group = List.of(append(ROOM, round, round + 1, "by " + i));
                    racers.add(() -> store.append(group, 0));
                }
                int winners = 0;
                for (Future<AppendResult> result : threads.invokeAll(racers)) {
                    winners += result.get().equals(won(ROOM)) ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(store.readAfter(ROOM, 0)).hasSize(25);
    }

    @Test
    void anAppendUnderAnOldControlNumberChangesNothing() {
        store.create(ROOM, "e1");
        store.record("mark", "{}");
        assertThat(store.append(List.of(append(ROOM, 0, 1, "x")), 0)).isEqualTo(new AppendResult.ControlBehind(1));
        assertThat(store.readAfter(ROOM, 0)).isEmpty();
        assertThat(store.append(List.of(append(ROOM, 0, 1, "x")), 1)).isEqualTo(won(ROOM));
    }

    @Test
    void theControlFeedCountsWithoutGapsAndSurvivesAReopen() {
        ControlSequence before = store.control();
        ControlEntry first = store.record("mark", "{\"user\":\"ann\"}");
        ControlEntry second = store.record("grants", "{}");
        reopen();
        assertThat(store.control()).isEqualTo(new ControlSequence(before.control(), 2));
        assertThat(store.feedAfter(0, 10)).containsExactly(first, second);
        assertThat(store.feedAfter(1, 10)).containsExactly(second);
        assertThat(store.feedAfter(0, 1)).containsExactly(first);
    }

    @Test
    void aSecretIsMadeOnceAndKept() {
        byte[] made = store.getOrCreate("key", () -> new byte[] {1, 2, 3});
        reopen();
        assertThat(store.getOrCreate("key", () -> new byte[] {9})).isEqualTo(made);
    }

    @Test
    void anApiKeyIsFoundByItsHashUntilItIsRemoved() {
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        StoredApiKey key = new StoredApiKey("b", "hash-1", "{}", now);
        store.addKey(key);
        reopen();
        assertThat(store.findKey("hash-1")).contains(key);
        assertThat(store.findKey("hash-2")).isEmpty();
        assertThat(store.removeKey("b")).isTrue();
        assertThat(store.removeKey("b")).isFalse();
        assertThat(store.findKey("hash-1")).isEmpty();
    }

    @Test
    void apiKeysAreListedInPartsTheNewestFirst() {
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        for (String id : List.of("b", "c", "a")) {
            store.addKey(new StoredApiKey(id, "hash-" + id, "{}", now));
        }
        assertThat(store.keys("", 2)).extracting(StoredApiKey::id).containsExactly("c", "b");
        assertThat(store.keys("b", 2)).extracting(StoredApiKey::id).containsExactly("a");
    }

    @Test
    void aTicketIsRedeemedOncePerUseAndOnlyInItsRoomAndTime() {
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        StoredTicket ticket = new StoredTicket("hash-1", ROOM, "ann", 2, now.plusSeconds(30));
        store.addTicket(ticket, now);
        reopen();
        assertThat(store.redeemTicket("hash-1", OTHER, now)).isEmpty();
        assertThat(store.redeemTicket("hash-1", ROOM, now.plusSeconds(30))).isEmpty();
        assertThat(store.redeemTicket("hash-2", ROOM, now)).isEmpty();
        assertThat(store.redeemTicket("hash-1", ROOM, now)).contains("ann");
        assertThat(store.findTicket("hash-1"))
                .contains(new StoredTicket("hash-1", ROOM, "ann", 1, now.plusSeconds(30)));
        assertThat(store.redeemTicket("hash-1", ROOM, now)).contains("ann");
        reopen();
        assertThat(store.redeemTicket("hash-1", ROOM, now)).isEmpty();
    }

    @Test
    void aTicketWithoutACountNeverRunsOutAndAnOldOneIsDropped() {
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        store.addTicket(new StoredTicket("hash-1", ROOM, "ann", -1, now.plusSeconds(30)), now);
        for (int use = 0; use < 3; use++) {
            assertThat(store.redeemTicket("hash-1", ROOM, now)).contains("ann");
        }
        store.addTicket(new StoredTicket("hash-2", ROOM, "bob", 1, now.plusSeconds(90)), now.plusSeconds(31));
        assertThat(store.findTicket("hash-1")).isEmpty();
        assertThat(store.findTicket("hash-2")).isPresent();
    }

    @Test
    void ofManyThreadsThatRedeemTheLastUseExactlyOneGetsIt() throws Exception {
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                String hash = "hash-" + round;
                store.addTicket(new StoredTicket(hash, ROOM, "ann", 1, now.plusSeconds(30)), now);
                List<Callable<Boolean>> racers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    racers.add(() -> store.redeemTicket(hash, ROOM, now).isPresent());
                }
                int winners = 0;
                for (Future<Boolean> result : threads.invokeAll(racers)) {
                    winners += result.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aCheckpointReplacesTheLogByTheState() {
        store.create(ROOM, "e1");
        store.append(List.of(append(ROOM, 0, 1, "a")), 0);
        store.append(List.of(append(ROOM, 1, 2, "b")), 0);
        store.append(List.of(append(ROOM, 2, 3, "c")), 0);
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        StoredEntry kept = new StoredEntry("k", Optional.of("{\"x\":1}"), 1);
        StoredEntry deleted = new StoredEntry("gone", Optional.empty(), 2);
        StoredClient client = new StoredClient("ann", "client-1", 2, "[]", now);
        store.checkpoint(
                new Checkpoint(ROOM, "e1", 2, 2, 0, List.of(kept, deleted), List.of(client), now.minusSeconds(60)));
        reopen();
        assertThat(store.load(ROOM))
                .contains(new StoredRoom(
                        "e1",
                        StoredRoom.Status.OPEN,
                        2,
                        2,
                        0,
                        List.of(kept, deleted),
                        List.of(client),
                        List.of(new LogRecord(3, 3, "c"))));
    }

    @Test
    void aLaterCheckpointForgetsOldDeletionsAndOldClients() {
        store.create(ROOM, "e1");
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        store.append(List.of(append(ROOM, 0, 1, "a")), 0);
        StoredEntry deleted = new StoredEntry("gone", Optional.empty(), 1);
        StoredClient old = new StoredClient("ann", "client-1", 2, "[]", now.minusSeconds(100));
        store.checkpoint(new Checkpoint(ROOM, "e1", 1, 1, 0, List.of(deleted), List.of(old), Instant.EPOCH));
        store.append(List.of(append(ROOM, 1, 2, "b")), 0);
        StoredEntry entry = new StoredEntry("k", Optional.of("2"), 2);
        store.checkpoint(new Checkpoint(ROOM, "e1", 2, 2, 1, List.of(entry), List.of(), now));
        StoredRoom room = store.load(ROOM).orElseThrow();
        assertThat(room.entries()).containsExactly(entry);
        assertThat(room.clients()).isEmpty();
        assertThat(room.horizon()).isEqualTo(1);
    }

    @Test
    void anOlderCheckpointOrOneOfAnotherEpochChangesNothing() {
        store.create(ROOM, "e1");
        store.append(List.of(append(ROOM, 0, 1, "a")), 0);
        StoredEntry entry = new StoredEntry("k", Optional.of("1"), 1);
        store.checkpoint(new Checkpoint(ROOM, "e1", 1, 1, 0, List.of(entry), List.of(), Instant.EPOCH));
        StoredEntry wrong = new StoredEntry("k", Optional.of("0"), 0);
        store.checkpoint(new Checkpoint(ROOM, "e1", 1, 1, 0, List.of(wrong), List.of(), Instant.EPOCH));
        store.checkpoint(new Checkpoint(ROOM, "e9", 7, 7, 0, List.of(wrong), List.of(), Instant.EPOCH));
        assertThat(store.load(ROOM).orElseThrow().entries()).containsExactly(entry);
    }

    @Test
    void aRoomThatIsLoadedWhileCheckpointsAreWrittenIsOfOneMoment() throws Exception {
        store.create(ROOM, "e1");
        int rounds = 60;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> writer = thread.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    store.append(List.of(append(ROOM, i, i + 1, "x")), 0);
                    StoredEntry entry = new StoredEntry("k", Optional.of("" + (i + 1)), i + 1);
                    store.checkpoint(
                            new Checkpoint(ROOM, "e1", i + 1, i + 1, 0, List.of(entry), List.of(), Instant.EPOCH));
                }
            });
            while (!writer.isDone()) {
                StoredRoom room = store.load(ROOM).orElseThrow();
                long kept =
                        room.entries().stream().mapToLong(StoredEntry::version).sum();
                assertThat(kept).as("entries are of the checkpoint").isEqualTo(room.version());
                room.log().forEach(behind -> assertThat(behind.position()).isEqualTo(room.position() + 1));
            }
            writer.get();
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void aNewEpochKeepsStateAndVersionAndForgetsClientsAndLog() {
        store.create(ROOM, "e1");
        store.append(List.of(append(ROOM, 0, 1, "a")), 0);
        StoredEntry old = new StoredEntry("k", Optional.of("1"), 1);
        StoredEntry deleted = new StoredEntry("gone", Optional.empty(), 1);
        StoredClient client = new StoredClient("ann", "client-1", 1, "[]", Instant.parse("2026-01-31T10:00:00Z"));
        store.checkpoint(new Checkpoint(ROOM, "e1", 1, 1, 0, List.of(old, deleted), List.of(client), Instant.EPOCH));
        store.append(List.of(append(ROOM, 1, 2, "b")), 0);
        StoredEntry entry = new StoredEntry("k", Optional.of("2"), 2);
        Checkpoint full = new Checkpoint(ROOM, "e1", 2, 2, 2, List.of(entry), List.of(), Instant.EPOCH);
        assertThat(store.renew(full, "e2")).isTrue();
        reopen();
        assertThat(store.load(ROOM))
                .contains(new StoredRoom("e2", StoredRoom.Status.OPEN, 2, 2, 2, List.of(entry), List.of(), List.of()));
        assertThat(store.append(List.of(append(ROOM, 2, 3, "late")), 0)).isEqualTo(won());
        assertThat(store.append(List.of(new RoomAppend(ROOM, "e2", 2, 3, 1, "next")), 0))
                .isEqualTo(won(ROOM));
    }

    @Test
    void aNewEpochOfARoomThatHasMovedOnIsRefused() {
        store.create(ROOM, "e1");
        store.append(List.of(append(ROOM, 0, 1, "a")), 0);
        Checkpoint late = new Checkpoint(ROOM, "e1", 0, 0, 0, List.of(), List.of(), Instant.EPOCH);
        assertThat(store.renew(late, "e2")).isFalse();
        Checkpoint foreign = new Checkpoint(ROOM, "e9", 1, 1, 1, List.of(), List.of(), Instant.EPOCH);
        assertThat(store.renew(foreign, "e2")).isFalse();
        assertThat(store.load(ROOM).orElseThrow().epoch()).isEqualTo("e1");
        assertThat(store.readAfter(ROOM, 0)).hasSize(1);
    }

    @Test
    void aSigningKeyIsMadeOnceAndItsGenerationsAreKept() {
        StoredKey first = store.signingKeys().generations(() -> new byte[] {1}).get(0);
        assertThat(store.signingKeys().generations(() -> new byte[] {2})).containsExactly(first);
        assertThat(first.retired()).isEmpty();
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        store.signingKeys().add(new byte[] {3}, now);
        reopen();

        List<StoredKey> both = store.signingKeys().generations(() -> new byte[] {4});
        assertThat(both).extracting(StoredKey::secret).containsExactly("Aw", "AQ");
        assertThat(both).extracting(StoredKey::retired).containsExactly(Optional.empty(), Optional.of(now));
        store.signingKeys().remove(both.get(0)); // it signs
        store.signingKeys().remove(both.get(1));
        assertThat(store.signingKeys().generations(() -> new byte[] {4})).containsExactly(both.get(0));
    }

    @Test
    void tokenCountsAddUpAndAreForgottenOnceExpired() {
        Instant soon = Instant.ofEpochSecond(1000);
        Instant late = Instant.ofEpochSecond(2000);
        store.signingKeys().count(List.of(new TokenCount("a", soon, 1), new TokenCount("a", late, 2)), Instant.EPOCH);
        store.signingKeys().count(List.of(new TokenCount("a", late, 3), new TokenCount("b", late, 1)), Instant.EPOCH);
        reopen();

        assertThat(store.signingKeys().counts(soon))
                .containsExactlyInAnyOrder(new TokenCount("a", late, 5), new TokenCount("b", late, 1));
        store.signingKeys().count(List.of(), soon.plusSeconds(1));
        assertThat(store.signingKeys().counts(Instant.EPOCH)).hasSize(2);
    }

    private static AuditRow auditRow(long number, String user) {
        Instant at = Instant.parse("2026-01-31T10:00:00Z").plusSeconds(number);
        return new AuditRow(number, at, "issued", Optional.of(user), Optional.of("acme:board"), "{}", "mac" + number);
    }

    private static AuditMark mark(long number) {
        return new AuditMark(number, "mac" + number, "signed");
    }

    @Test
    void auditRowsAreReadBackInOrderAndFilteredAfterAReopen() {
        AuditRow bare = new AuditRow(
                3, Instant.parse("2026-01-31T10:00:03Z"), "refused", Optional.empty(), Optional.empty(), "{}", "mac3");
        assertThat(store.appendAudit(0, List.of(auditRow(1, "ann"), auditRow(2, "bob")), mark(2)))
                .isTrue();
        assertThat(store.appendAudit(2, List.of(bare), mark(3))).isTrue();
        reopen();
        assertThat(store.auditHead()).contains(mark(3));
        assertThat(store.auditAfter(0, AuditFilter.ALL, 10))
                .containsExactly(auditRow(1, "ann"), auditRow(2, "bob"), bare);
        assertThat(store.auditAfter(1, AuditFilter.ALL, 1)).containsExactly(auditRow(2, "bob"));
        AuditFilter ofBob = new AuditFilter(Optional.of("bob"), Optional.of("acme:board"), Optional.of("issued"));
        assertThat(store.auditAfter(0, ofBob, 10)).containsExactly(auditRow(2, "bob"));
    }

    @Test
    void auditRowsBehindAnotherHeadChangeNothing() {
        store.appendAudit(0, List.of(auditRow(1, "ann")), mark(1));
        assertThat(store.appendAudit(0, List.of(auditRow(1, "eve")), mark(1))).isFalse();
        assertThat(store.auditAfter(0, AuditFilter.ALL, 10)).containsExactly(auditRow(1, "ann"));
    }

    @Test
    void oldAuditRowsGiveWayToAnAnchor() {
        store.appendAudit(0, List.of(auditRow(1, "ann"), auditRow(2, "bob"), auditRow(3, "ann")), mark(3));
        Instant limit = auditRow(3, "ann").at();
        assertThat(store.lastAuditBefore(limit)).contains(auditRow(2, "bob"));
        assertThat(store.auditAnchor()).isEmpty();
        store.pruneAudit(mark(2));
        reopen();
        assertThat(store.auditAnchor()).contains(mark(2));
        assertThat(store.auditHead()).contains(mark(3));
        assertThat(store.auditAfter(0, AuditFilter.ALL, 10)).containsExactly(auditRow(3, "ann"));
    }
}
