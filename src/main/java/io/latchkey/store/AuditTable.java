package io.latchkey.store;

import io.latchkey.store.AuditStore.AuditFilter;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The audit log's rows and its two marks. */
final class AuditTable {
    static final String HEAD = "head";
    static final String ANCHOR = "anchor";

    private static final String COLUMNS = "SELECT number, at, kind, user_id, room, body, mac FROM audit ";

    boolean append(Connection connection, long last, List<AuditRow> rows, AuditMark head) throws SQLException {
        if (mark(connection, HEAD).map(AuditMark::number).orElse(0L) != last) {
            return false;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO audit (number, at, kind, user_id, room, body, mac)" + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (AuditRow row : rows) {
                insert.setLong(1, row.number());
                insert.setObject(2, row.at().atOffset(ZoneOffset.UTC));
                insert.setString(3, row.kind());
                insert.setString(4, row.user().orElse(null));
                insert.setString(5, row.room().orElse(null));
                insert.setString(6, row.body());
                insert.setString(7, row.mac());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        put(connection, HEAD, head);
        return true;
    }

    List<AuditRow> after(Connection connection, long number, AuditFilter filter, int limit) throws SQLException {
        List<String> conditions = new ArrayList<>(List.of("number > ?"));
        List<String> values = new ArrayList<>();
        add(conditions, values, "user_id", filter.user());
        add(conditions, values, "room", filter.room());
        add(conditions, values, "kind", filter.kind());
        String sql = COLUMNS + "WHERE " + String.join(" AND ", conditions) + " ORDER BY number LIMIT ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int next = 1;
            select.setLong(next++, number);
            for (String value : values) {
                select.setString(next++, value);
            }
            select.setInt(next, limit);
            return rows(select);
        }
    }

    private static void add(List<String> conditions, List<String> values, String column, Optional<String> value) {
        value.ifPresent(wanted -> {
            conditions.add(column + " = ?");
            values.add(wanted);
        });
    }

    Optional<AuditRow> lastBefore(Connection connection, Instant time) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(COLUMNS + "WHERE at < ? ORDER BY number DESC LIMIT 1")) {
            select.setObject(1, time.atOffset(ZoneOffset.UTC));
            return rows(select).stream().findFirst();
        }
    }

    private static List<AuditRow> rows(PreparedStatement select) throws SQLException {
        List<AuditRow> rows = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                rows.add(new AuditRow(
                        found.getLong(1),
                        found.getObject(2, OffsetDateTime.class).toInstant(),
                        found.getString(3),
                        Optional.ofNullable(found.getString(4)),
                        Optional.ofNullable(found.getString(5)),
                        found.getString(6),
                        found.getString(7)));
            }
        }
        return rows;
    }

    boolean prune(Connection connection, AuditMark anchor) throws SQLException {
        put(connection, ANCHOR, anchor);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM audit WHERE number <= ?")) {
            delete.setLong(1, anchor.number());
            return delete.executeUpdate() > 0;
        }
    }

    Optional<AuditMark> mark(Connection connection, String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT number, mac, signature FROM audit_mark WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new AuditMark(row.getLong(1), row.getString(2), row.getString(3)))
                        : Optional.empty();
            }
        }
    }

    private static void put(Connection connection, String name, AuditMark mark) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(
                "MERGE INTO audit_mark (name, number, mac, signature) KEY (name) VALUES (?, ?, ?, ?)")) {
            merge.setString(1, name);
            merge.setLong(2, mark.number());
            merge.setString(3, mark.mac());
            merge.setString(4, mark.signature());
            merge.executeUpdate();
        }
    }
}
