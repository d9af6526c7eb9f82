package io.latchkey.store;

import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The store of a single node: an embedded H2 database in a folder. A second process on the folder is refused. */
public final class H2Store implements Store {
    /** {@code Database may be already in use}. */
    private static final int LOCKED = 90020;

    private final Database database;
    private final ControlTable control = new ControlTable();
    private final RoomTables rooms = new RoomTables();
    private final RoomCatalogue catalogue = new RoomCatalogue();
    private final ApiKeyTable apiKeys = new ApiKeyTable();
    private final TicketTable tickets = new TicketTable();
    private final AuditTable audit = new AuditTable();
    private final GroupCommit group;
    private final Remembered<ControlSequence> sequence;

    private H2Store(Database database) {
        this.database = database;
        this.group = new GroupCommit(database);
        this.sequence = new Remembered<>(() -> database.read("read its control row", control::current));
    }

    /**
     * Opens the database of a folder; makes both when they are missing.
     *
     * @throws StoreException saying what an operator has to do
     */
    public static H2Store open(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreException("The folder " + folder + " can't be made or written: see latchkey.data", e);
        }
        // Without WRITE_DELAY=0 H2 loses acknowledged commits at kill -9, and without REUSE_SPACE=FALSE it does once it
        // overwrites what is no longer used; with DB_CLOSE_ON_EXIT it closes before us.
        Path file = folder.resolve("latchkey").toAbsolutePath();
        try {
            String url = "jdbc:h2:file:" + file
                    + ";WRITE_DELAY=0;REUSE_SPACE=FALSE;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64";
            return prepared(new Database(url, folder.resolve("latchkey.mv.db")));
        } catch (StoreException e) {
            throw explained(folder, e);
        }
    }

    private static H2Store prepared(Database database) {
        try {
            Migrations.run(database);
            H2Store store = new H2Store(database);
            database.write("prepare its control row", store.control::prepare);
            return store;
        } catch (StoreException e) {
            database.close();
            throw e;
        }
    }

    private static StoreException explained(Path folder, StoreException e) {
        if (e.getCause() == null) {
            return e; // says what to do itself
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sql.getErrorCode() == LOCKED) {
                return new StoreException(
                        "The database in " + folder + " is in use by another process: stop it, or set latchkey.data"
                                + " to a folder of this server's own",
                        e);
            }
        }
        return new StoreException(
                "The database in " + folder + " can't be opened: check the disk and the folder's owner, restore a"
                        + " backup if the file is damaged, or name another folder in latchkey.data; nothing was"
                        + " changed",
                e);
    }

    @Override
    public ControlSequence control() {
        return sequence.get();
    }

    @Override
    public ControlEntry record(String kind, String body) {
        return sequence.changing(() ->
                database.write("record a change of rights", connection -> control.record(connection, kind, body)));
    }

    @Override
    public List<ControlEntry> feedAfter(long number, int limit) {
        return database.read("read the control feed", connection -> control.after(connection, number, limit));
    }

    @Override
    public byte[] getOrCreate(String name, Supplier<byte[]> maker) {
        return database.write("keep a secret", connection -> control.secret(connection, name, maker));
    }

    @Override
    public Optional<ControlEntry> changeStatus(RoomId room, StoredRoom.Status status, String kind, String body) {
        return sequence.changing(() -> database.write(
                "change the status of a room",
                connection -> catalogue.changeStatus(connection, room, status)
                        ? Optional.of(control.record(connection, kind, body))
                        : Optional.empty()));
    }

    @Override
    public Optional<RoomSummary> summary(RoomId room) {
        return database.read("look up a room", connection -> catalogue.find(connection, room));
    }

    @Override
    public List<RoomSummary> roomsAfter(String name, int limit) {
        return database.read("list the rooms", connection -> catalogue.after(connection, name, limit));
    }

    @Override
    public boolean create(RoomId room, String epoch, Map<String, String> state) {
        return database.write("create a room", connection -> catalogue.create(connection, room, epoch, state));
    }

    @Override
    public void addKey(StoredApiKey key) {
        database.write("keep an API key", connection -> apiKeys.add(connection, key));
    }

    @Override
    public Optional<StoredApiKey> findKey(String hash) {
        return database.read("look up an API key", connection -> apiKeys.find(connection, hash));
    }

    @Override
    public List<StoredApiKey> keys(String after, int limit) {
        return database.read("list the API keys", connection -> apiKeys.after(connection, after, limit));
    }

    @Override
    public boolean removeKey(String id) {
        return database.write("withdraw an API key", connection -> apiKeys.remove(connection, id));
    }

    @Override
    public void addTicket(StoredTicket ticket, Instant forgotten) {
        group.writeUnforced("keep a ticket", connection -> tickets.add(connection, ticket, forgotten));
    }

    @Override
    public Optional<String> redeemTicket(String hash, RoomId room, Instant now) {
        return group.write("redeem a ticket", connection -> tickets.redeem(connection, hash, room, now));
    }

    @Override
    public void spendTicket(String hash) {
        group.write("revoke a ticket", connection -> tickets.spend(connection, hash));
    }

    @Override
    public Optional<StoredTicket> findTicket(String hash) {
        return database.read("look up a ticket", connection -> tickets.find(connection, hash));
    }

    @Override
    public boolean create(RoomId room, String epoch) {
        return database.write("create a room", connection -> catalogue.create(connection, room, epoch));
    }

    @Override
    public Optional<StoredRoom> load(RoomId room) {
        return database.read("load a room", connection -> rooms.load(connection, room));
    }

    @Override
    public AppendResult append(List<RoomAppend> group, long applied) {
        return database.write("append mutations", connection -> {
            long number = control.current(connection).number();
            return number > applied
                    ? new AppendResult.ControlBehind(number)
                    : new AppendResult.Appended(rooms.append(connection, group));
        });
    }

    @Override
    public List<LogRecord> readAfter(RoomId room, long position) {
        return database.read("read a room's log", connection -> rooms.logAfter(connection, room, position));
    }

    @Override
    public void checkpoint(Checkpoint checkpoint) {
        database.write("write a checkpoint", connection -> rooms.checkpoint(connection, checkpoint));
        database.compactWhenGrown();
    }

    @Override
    public boolean renew(Checkpoint full, String epoch) {
        return sequence.changing(() -> database.write("begin a new epoch of a room", connection -> {
            boolean renewed = rooms.renew(connection, full, epoch);
            if (renewed) {
                control.renew(connection);
            }
            return renewed;
        }));
    }

    @Override
    public SigningKeyStore signingKeys() {
        return new SigningKeyTables(database);
    }

    @Override
    public boolean appendAudit(long last, List<AuditRow> rows, AuditMark head) {
        return database.write("write the audit log", connection -> audit.append(connection, last, rows, head));
    }

    @Override
    public List<AuditRow> auditAfter(long number, AuditFilter filter, int limit) {
        return database.read("read the audit log", connection -> audit.after(connection, number, filter, limit));
    }

    @Override
    public Optional<AuditRow> lastAuditBefore(Instant time) {
        return database.read("read the audit log", connection -> audit.lastBefore(connection, time));
    }

    @Override
    public void pruneAudit(AuditMark anchor) {
        database.write("shorten the audit log", connection -> audit.prune(connection, anchor));
    }

    @Override
    public Optional<AuditMark> auditHead() {
        return database.read("read the audit log", connection -> audit.mark(connection, AuditTable.HEAD));
    }

    @Override
    public Optional<AuditMark> auditAnchor() {
        return database.read("read the audit log", connection -> audit.mark(connection, AuditTable.ANCHOR));
    }

    @Override
    public void close() {
        database.close();
    }
}
