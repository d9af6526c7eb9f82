package io.latchkey.store;

import io.latchkey.api.RoomId;
import io.latchkey.store.StoredRoom.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which rooms there are, and whether they can be joined. */
final class RoomCatalogue {
    /** Everything that a room's row stands for; the row itself stays, so that its name is known as deleted. */
    private static final List<String> CONTENTS = List.of("room_log", "room_client", "room_entry");

    boolean create(Connection connection, RoomId room, String epoch) throws SQLException {
        String sql = "INSERT INTO room (name, epoch, status, position, version, checkpoint_position,"
                + " checkpoint_version, horizon) SELECT ?, ?, 'open', 0, 0, 0, 0, 0"
                + " WHERE NOT EXISTS (SELECT 1 FROM room WHERE name = ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, room.value());
            insert.setString(2, epoch);
            insert.setString(3, room.value());
            return insert.executeUpdate() == 1;
        }
    }

    boolean create(Connection connection, RoomId room, String epoch, Map<String, String> state) throws SQLException {
        if (!revive(connection, room, epoch) && !create(connection, room, epoch)) {
            return false;
        }
        String sql = "INSERT INTO room_entry (room, name, text, version) SELECT id, ?, ?, 0 FROM room WHERE name = ?";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Map.Entry<String, String> entry : state.entrySet()) {
                insert.setString(1, entry.getKey());
                insert.setString(2, entry.getValue());
                insert.setString(3, room.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return true;
    }

    private static boolean revive(Connection connection, RoomId room, String epoch) throws SQLException {
        String sql = "UPDATE room SET epoch = ?, status = 'open', position = 0, version = 0, checkpoint_position = 0,"
                + " checkpoint_version = 0, horizon = 0 WHERE name = ? AND status = 'deleted'";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, epoch);
            update.setString(2, room.value());
            return update.executeUpdate() == 1;
        }
    }

    boolean changeStatus(Connection connection, RoomId room, Status status) throws SQLException {
        String sql = "UPDATE room SET status = ? WHERE name = ? AND status <> 'deleted'";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, status.name().toLowerCase(Locale.ROOT));
            update.setString(2, room.value());
            if (update.executeUpdate() == 0) {
                return false;
            }
        }
        if (status == Status.DELETED) {
            empty(connection, room);
        }
        return true;
    }

    /** Without an epoch of its own no checkpoint that is under way can write into it any more. */
    private static void empty(Connection connection, RoomId room) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE room SET epoch = '' WHERE name = ?")) {
            update.setString(1, room.value());
            update.executeUpdate();
        }
        for (String table : CONTENTS) {
            String sql = "DELETE FROM " + table + " WHERE room = (SELECT id FROM room WHERE name = ?)";
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setString(1, room.value());
                delete.executeUpdate();
            }
        }
    }

    Optional<RoomSummary> find(Connection connection, RoomId room) throws SQLException {
        String sql = "SELECT name, epoch, status, version FROM room WHERE name = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, room.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(summary(row)) : Optional.empty();
            }
        }
    }

    private static RoomSummary summary(ResultSet row) throws SQLException {
        return new RoomSummary(
                new RoomId(row.getString(1)),
                row.getString(2),
                Status.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getLong(4));
    }

    List<RoomSummary> after(Connection connection, String name, int limit) throws SQLException {
        String sql = "SELECT name, epoch, status, version FROM room WHERE name > ? ORDER BY name LIMIT ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, name);
            select.setInt(2, limit);
            List<RoomSummary> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(summary(rows));
                }
            }
            return found;
        }
    }
}
