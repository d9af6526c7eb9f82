package io.latchkey.store;

import io.latchkey.api.RoomId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Rooms: their row, their log, and the state and client records at the last checkpoint. */
final class RoomTables {
    Set<RoomId> append(Connection connection, List<RoomAppend> group) throws SQLException {
        String compareAndSet = "UPDATE room SET position = ?, version = ?"
                + " WHERE name = ? AND epoch = ? AND position = ? AND status = 'open'";
        String insertRecord = "INSERT INTO room_log SELECT id, position, version, ? FROM room WHERE name = ?";
        Set<RoomId> won = new HashSet<>();
        try (PreparedStatement update = connection.prepareStatement(compareAndSet);
                PreparedStatement insert = connection.prepareStatement(insertRecord)) {
            for (RoomAppend append : group) {
                update.setLong(1, append.next());
                update.setLong(2, append.version());
                update.setString(3, append.room().value());
                update.setString(4, append.epoch());
                update.setLong(5, append.position());
                if (update.executeUpdate() == 1) {
                    insert.setString(1, append.body());
                    insert.setString(2, append.room().value());
                    insert.executeUpdate();
                    won.add(append.room());
                }
            }
        }
        return won;
    }

    Optional<StoredRoom> load(Connection connection, RoomId room) throws SQLException {
        String sql = "SELECT id, epoch, status, checkpoint_position, checkpoint_version, horizon FROM room"
                + " WHERE name = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, room.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long id = row.getLong(1);
                return Optional.of(new StoredRoom(
                        row.getString(2),
                        StoredRoom.Status.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        entries(connection, id),
                        clients(connection, id),
                        logAfter(connection, room, row.getLong(4))));
            }
        }
    }

    private static List<StoredEntry> entries(Connection connection, long id) throws SQLException {
        String sql = "SELECT name, text, version FROM room_entry WHERE room = ? ORDER BY version";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, id);
            List<StoredEntry> entries = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Optional<String> text = Optional.ofNullable(rows.getString(2));
                    entries.add(new StoredEntry(rows.getString(1), text, rows.getLong(3)));
                }
            }
            return entries;
        }
    }

    private static List<StoredClient> clients(Connection connection, long id) throws SQLException {
        String sql = "SELECT user_id, client, last_mutation, outcomes, seen FROM room_client WHERE room = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, id);
            List<StoredClient> clients = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    clients.add(new StoredClient(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getLong(3),
                            rows.getString(4),
                            rows.getObject(5, OffsetDateTime.class).toInstant()));
                }
            }
            return clients;
        }
    }

    List<LogRecord> logAfter(Connection connection, RoomId room, long position) throws SQLException {
        String sql = "SELECT l.position, l.version, l.body FROM room_log l JOIN room r ON l.room = r.id"
                + " WHERE r.name = ? AND l.position > ? ORDER BY l.position";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, room.value());
            select.setLong(2, position);
            List<LogRecord> records = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    records.add(new LogRecord(rows.getLong(1), rows.getLong(2), rows.getString(3)));
                }
            }
            return records;
        }
    }

    /** Changes nothing when the room has another epoch, or a later checkpoint of another node, by now. */
    boolean checkpoint(Connection connection, Checkpoint checkpoint) throws SQLException {
        String sql = "UPDATE room SET checkpoint_position = ?, checkpoint_version = ?, horizon = ?"
                + " WHERE name = ? AND epoch = ? AND checkpoint_position < ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, checkpoint.position());
            update.setLong(2, checkpoint.version());
            update.setLong(3, checkpoint.horizon());
            update.setString(4, checkpoint.room().value());
            update.setString(5, checkpoint.epoch());
            update.setLong(6, checkpoint.position());
            if (update.executeUpdate() == 0) {
                return false;
            }
        }
        long id = id(connection, checkpoint.room());
        mergeEntries(connection, id, checkpoint.entries());
        mergeClients(connection, id, checkpoint.clients());
        forget(connection, id, checkpoint);
        return true;
    }

    boolean renew(Connection connection, Checkpoint full, String epoch) throws SQLException {
        String sql = "UPDATE room SET epoch = ?, checkpoint_position = ?, checkpoint_version = ?, horizon = ?"
                + " WHERE name = ? AND epoch = ? AND position = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, epoch);
            update.setLong(2, full.position());
            update.setLong(3, full.version());
            update.setLong(4, full.version());
            update.setString(5, full.room().value());
            update.setString(6, full.epoch());
            update.setLong(7, full.position());
            if (update.executeUpdate() == 0) {
                return false;
            }
        }
        long id = id(connection, full.room());
        for (String table : List.of("room_log", "room_client", "room_entry")) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE room = ?")) {
                delete.setLong(1, id);
                delete.executeUpdate();
            }
        }
        mergeEntries(connection, id, full.entries());
        return true;
    }

    private static long id(Connection connection, RoomId room) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM room WHERE name = ?")) {
            select.setString(1, room.value());
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static void mergeEntries(Connection connection, long id, List<StoredEntry> entries) throws SQLException {
        String sql = "MERGE INTO room_entry (room, name, text, version) KEY (room, name) VALUES (?, ?, ?, ?)";
        try (PreparedStatement merge = connection.prepareStatement(sql)) {
            for (StoredEntry entry : entries) {
                merge.setLong(1, id);
                merge.setString(2, entry.key());
                merge.setString(3, entry.text().orElse(null));
                merge.setLong(4, entry.version());
                merge.addBatch();
            }
            merge.executeBatch();
        }
    }

    private static void mergeClients(Connection connection, long id, List<StoredClient> clients) throws SQLException {
        String sql = "MERGE INTO room_client (room, user_id, client, last_mutation, outcomes, seen)"
                + " KEY (room, user_id, client) VALUES (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement merge = connection.prepareStatement(sql)) {
            for (StoredClient client : clients) {
                merge.setLong(1, id);
                merge.setString(2, client.user());
                merge.setString(3, client.client());
                merge.setLong(4, client.lastMutation());
                merge.setString(5, client.outcomes());
                merge.setObject(6, client.seen().atOffset(ZoneOffset.UTC));
                merge.addBatch();
            }
            merge.executeBatch();
        }
    }

    private static void forget(Connection connection, long id, Checkpoint checkpoint) throws SQLException {
        try (PreparedStatement log =
                        connection.prepareStatement("DELETE FROM room_log WHERE room = ? AND position <= ?");
                PreparedStatement deletions = connection.prepareStatement(
                        "DELETE FROM room_entry WHERE room = ? AND text IS NULL AND version <= ?");
                PreparedStatement clients =
                        connection.prepareStatement("DELETE FROM room_client WHERE room = ? AND seen < ?")) {
            log.setLong(1, id);
            log.setLong(2, checkpoint.position());
            log.executeUpdate();
            deletions.setLong(1, id);
            deletions.setLong(2, checkpoint.horizon());
            deletions.executeUpdate();
            clients.setLong(1, id);
            clients.setObject(2, checkpoint.clientsSeenAfter().atOffset(ZoneOffset.UTC));
            clients.executeUpdate();
        }
    }
}
