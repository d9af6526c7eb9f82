package io.latchkey.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.api.RoomId;
import io.latchkey.audit.AuditEvent.Kind;
import io.latchkey.audit.Verification.Broken;
import io.latchkey.audit.Verification.Intact;
import io.latchkey.meter.Meters;
import io.latchkey.protocol.Code;
import io.latchkey.store.AuditStore.AuditFilter;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import io.latchkey.store.GatedStore;
import io.latchkey.store.H2Store;
import io.latchkey.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Instant START = Instant.parse("2026-01-31T10:00:05Z");
    private static final Duration RETENTION = Duration.ofDays(90);
    private static final int QUEUE = 1000;
    private static final RoomId ROOM = new RoomId("acme:board");

    @TempDir
    Path folder;

    private GatedStore store;
    private AuditLog log;

    @BeforeEach
    void open() {
        openAt(START);
    }

    private void openAt(Instant now) {
        store = new GatedStore(H2Store.open(folder));
        log = new AuditLog(store, RETENTION, QUEUE, Thread::new, Clock.fixed(now, ZoneOffset.UTC), new Meters());
    }

    @AfterEach
    void close() {
        log.close();
        store.close();
    }

    private void reopen(Instant now) {
        close();
        openAt(now);
    }

    /** What somebody does who has the database and not the key. */
    private void tamper(String sql) throws SQLException {
        close();
        String url = "jdbc:h2:file:" + folder.resolve("latchkey").toAbsolutePath();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
        openAt(START);
    }

    private void recordFive() {
        for (int i = 1; i <= 5; i++) {
            log.record(AuditEvent.issued("user" + i, ROOM, "write"));
        }
        log.flush();
    }

    private List<AuditRow> all() {
        return log.entries(0, AuditFilter.ALL, 100);
    }

    @Test
    void anEntrySaysWhoWhenWhatFromWhereAndWhy() {
        log.write(AuditEvent.of(Kind.INVALIDATED)
                .user("bob")
                .room(ROOM)
                .by("key:ops")
                .address("192.0.2.7")
                .reason("he left"));
        AuditRow row = all().get(0);
        assertThat(row.number()).isEqualTo(1);
        assertThat(row.at()).isEqualTo(START);
        assertThat(row.kind()).isEqualTo("invalidated");
        assertThat(row.user()).contains("bob");
        assertThat(row.room()).contains("acme:board");
        assertThat(row.body()).isEqualTo("{\"address\":\"192.0.2.7\",\"by\":\"key:ops\",\"reason\":\"he left\"}");
    }

    @Test
    void anUntouchedLogIsIntactAlsoAfterARestartAndWithAHeadThatWasKept() {
        assertThat(log.verify(Optional.empty())).isEqualTo(new Intact(1, 0));
        recordFive();
        AuditMark kept = log.head().orElseThrow();
        reopen(START.plusSeconds(60));
        log.record(AuditEvent.issued("ann", ROOM, "read"));
        assertThat(log.verify(Optional.of(kept))).isEqualTo(new Intact(1, 6));
    }

    @Test
    void aChangedEntryIsNamed() throws SQLException {
        recordFive();
        tamper("UPDATE audit SET user_id = 'eve' WHERE number = 3");
        assertThat(log.verify(Optional.empty()))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.number()).isEqualTo(3));
    }

    @Test
    void anEntryThatGotTheMacOfAnotherIsNamed() throws SQLException {
        recordFive();
        tamper("UPDATE audit SET mac = (SELECT mac FROM audit WHERE number = 1) WHERE number = 3");
        assertThat(brokenAt()).isEqualTo(3);
    }

    @Test
    void aMissingEntryIsNamed() throws SQLException {
        recordFive();
        tamper("DELETE FROM audit WHERE number = 2");
        assertThat(brokenAt()).isEqualTo(2);
    }

    @Test
    void entriesCutOffAtTheEndAreNoticed() throws SQLException {
        recordFive();
        tamper("DELETE FROM audit WHERE number > 3");
        assertThat(brokenAt()).isEqualTo(4);
    }

    @Test
    void anEntrySlippedInBehindTheEndIsNamed() throws SQLException {
        recordFive();
        tamper("INSERT INTO audit SELECT 6, at, kind, 'eve', room, body, mac FROM audit WHERE number = 5");
        assertThat(brokenAt()).isEqualTo(6);
    }

    @Test
    void aHeadThatWasSetBackIsNoticedAndNothingIsWrittenBehindIt() throws SQLException {
        recordFive();
        tamper("UPDATE audit_mark SET number = 3, mac = (SELECT mac FROM audit WHERE number = 3)");
        assertThatThrownBy(() -> log.write(AuditEvent.of(Kind.LOGGED_IN))).isInstanceOf(StoreException.class);
        assertThat(brokenAt()).isEqualTo(3);
    }

    @Test
    void aLogThatBeganAnewIsNotTheOneWhoseHeadWasKept() throws SQLException {
        recordFive();
        AuditMark kept = log.head().orElseThrow();
        tamper("DELETE FROM audit");
        tamper("DELETE FROM audit_mark");
        assertThat(log.verify(Optional.empty())).isEqualTo(new Intact(1, 0));
        assertThat(log.verify(Optional.of(kept))).isInstanceOf(Broken.class);
        reopen(START.plusSeconds(3600));
        recordFive();
        recordFive();
        assertThat(log.verify(Optional.of(kept)))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.number()).isEqualTo(5));
    }

    private long brokenAt() {
        return ((Broken) log.verify(Optional.empty())).number();
    }

    @Test
    void whatIsTooOldGivesWayToAnAnchorAndTheRestStaysProvable() throws SQLException {
        recordFive();
        reopen(START.plusSeconds(100));
        recordFive();
        reopen(START.plus(RETENTION).plusSeconds(50));
        log.record(AuditEvent.issued("ann", ROOM, "read"));
        // the writer shortens the log behind its first write, and has done so once it takes the second
        log.flush();
        log.flush();
        assertThat(all()).extracting(AuditRow::number).containsExactly(6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(log.verify(Optional.empty())).isEqualTo(new Intact(6, 11));
        tamper("DELETE FROM audit WHERE number = 6");
        assertThat(brokenAt()).isEqualTo(6);
        tamper("UPDATE audit_mark SET number = 6, mac = 'x' WHERE name = 'anchor'");
        assertThat(log.verify(Optional.empty())).isInstanceOf(Broken.class);
    }

    @Test
    void aFloodOfRefusalsIsOneEntryForEachReason() {
        for (int i = 0; i < 10_000; i++) {
            log.count(AuditEvent.refused(i % 2 == 0 ? Code.INVALID_TOKEN : Code.ORIGIN_DENIED), "192.0.2." + i % 256);
        }
        assertThat(all()).hasSize(2).allSatisfy(row -> {
            assertThat(row.body()).contains("\"count\":5000,").hasSizeLessThan(300);
            assertThat(row.kind()).isEqualTo("refused");
        });
    }

    @Test
    void aFloodOfDifferentEventsIsBoundedAndStillCounted() {
        for (int i = 0; i < 10_000; i++) {
            log.count(AuditEvent.denied("user" + i, ROOM, "mutate:set", Code.INSUFFICIENT_PERMISSION));
        }
        List<AuditRow> rows = log.entries(0, AuditFilter.ALL, 10_000);
        assertThat(rows).hasSizeLessThan(300);
        assertThat(rows.stream().mapToLong(AuditLogTest::count).sum()).isEqualTo(10_000);
    }

    private static long count(AuditRow row) {
        return Long.parseLong(row.body().replaceAll(".*\"count\":([0-9]+).*", "$1"));
    }

    @Test
    void anActIsOnTheDiskOnceItIsWritten() {
        log.write(AuditEvent.of(Kind.KEY_CREATED).by("ann"));
        assertThat(store.auditAfter(0, AuditFilter.ALL, 10)).hasSize(1);
    }

    @Test
    void anActThatCouldNotBeWrittenIsToldAndWhatElseWaitedIsWrittenOnceLater() {
        for (GatedStore.Failure how : GatedStore.Failure.values()) {
            log.record(AuditEvent.issued("before-" + how, ROOM, "read"));
            store.failAudits(1, how);
            assertThatThrownBy(() -> log.flush()).isInstanceOf(StoreException.class);
            log.flush();
        }
        assertThat(all()).extracting(row -> row.user().orElseThrow()).containsExactly("before-BEFORE", "before-AFTER");
        assertThat(log.verify(Optional.empty())).isEqualTo(new Intact(1, 2));
    }

    @Test
    void moreThanFitsIsCountedAndTheCountBecomesAnEntry() {
        store.failAudits(Integer.MAX_VALUE, GatedStore.Failure.BEFORE);
        int events = 3 * QUEUE;
        for (int i = 0; i < events; i++) {
            log.record(AuditEvent.issued("ann", ROOM, "read"));
        }
        store.failAudits(0, GatedStore.Failure.BEFORE);
        log.flush();
        long written = 0;
        long lost = 0;
        long after = 0;
        for (List<AuditRow> page = log.entries(0, AuditFilter.ALL, 500);
                !page.isEmpty();
                page = log.entries(after, AuditFilter.ALL, 500)) {
            written += page.stream().filter(row -> row.kind().equals("issued")).count();
            lost += page.stream()
                    .filter(row -> row.kind().equals("dropped"))
                    .mapToLong(AuditLogTest::count)
                    .sum();
            after = page.get(page.size() - 1).number();
        }
        assertThat(lost).isPositive();
        assertThat(written + lost).isEqualTo(events);
    }

    @Test
    void namesThatAreTooLongAreCutAndNeverInTheMiddleOfACharacter() {
        String key = "\ud83d\udd11";
        log.record(AuditEvent.issued(key.repeat(100), ROOM, "read").with("reason", "x" + key.repeat(1000)));
        AuditRow row = all().get(0);
        assertThat(row.user().orElseThrow()).isEqualTo(key.repeat(64));
        assertThat(row.body()).contains("x" + key.repeat(255) + "\"");
    }
}
