package io.latchkey.store;

import io.latchkey.api.ControlSequence;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** The control row, its feed, and the secrets: what orders changes of rights. */
final class ControlTable {
    private static final int ID_BYTES = 8;

    /** Gives a new database its random control id. */
    ControlSequence prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM control")) {
            rows.next();
            if (rows.getInt(1) == 0) {
                insertControl(connection, randomId());
            }
        }
        return current(connection);
    }

    /** After a restored backup the numbers begin to repeat themselves: what was issued under them counts no more. */
    void renew(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE control SET id = ?")) {
            update.setString(1, randomId());
            update.executeUpdate();
        }
    }

    private static String randomId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static void insertControl(Connection connection, String id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO control VALUES (?, 0)")) {
            insert.setString(1, id);
            insert.executeUpdate();
        }
    }

    ControlSequence current(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, number FROM control");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return new ControlSequence(rows.getString(1), rows.getLong(2));
        }
    }

    ControlEntry record(Connection connection, String kind, String body) throws SQLException {
        long number = current(connection).number() + 1;
        ControlEntry entry = new ControlEntry(number, kind, body, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO control_feed VALUES (?, ?, ?, ?)");
                PreparedStatement update = connection.prepareStatement("UPDATE control SET number = ?")) {
            insert.setLong(1, number);
            insert.setString(2, kind);
            insert.setString(3, body);
            insert.setObject(4, entry.at().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
            update.setLong(1, number);
            update.executeUpdate();
        }
        return entry;
    }

    List<ControlEntry> after(Connection connection, long number, int limit) throws SQLException {
        String sql = "SELECT number, kind, body, at FROM control_feed WHERE number > ? ORDER BY number LIMIT ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, number);
            select.setInt(2, limit);
            List<ControlEntry> entries = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Instant at =
                            rows.getObject(4, java.time.OffsetDateTime.class).toInstant();
                    entries.add(new ControlEntry(rows.getLong(1), rows.getString(2), rows.getString(3), at));
                }
            }
            return entries;
        }
    }

    byte[] secret(Connection connection, String name, Supplier<byte[]> maker) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT bytes FROM secret WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    return rows.getBytes(1);
                }
            }
        }
        byte[] made = maker.get();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO secret VALUES (?, ?)")) {
            insert.setString(1, name);
            insert.setBytes(2, made);
            insert.executeUpdate();
        }
        return made;
    }
}
