package io.latchkey.store;

import io.latchkey.api.RoomId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Tickets, found by the hash of their secret. Writes come from one thread at a time. */
final class TicketTable {
    private static final Duration SWEEP = Duration.ofSeconds(10);

    private Instant swept = Instant.EPOCH;

    int add(Connection connection, StoredTicket ticket, Instant forgotten) throws SQLException {
        if (forgotten.isAfter(swept.plus(SWEEP))) {
            forget(connection, forgotten);
            swept = forgotten;
        }
        String sql = "INSERT INTO ticket (hash, room, auth, uses, expires) VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, ticket.hash());
            insert.setString(2, ticket.room().value());
            insert.setString(3, ticket.auth());
            insert.setInt(4, ticket.uses());
            insert.setObject(5, ticket.expiresAt().atOffset(ZoneOffset.UTC));
            return insert.executeUpdate();
        }
    }

    private static void forget(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ticket WHERE expires < ?")) {
            delete.setObject(1, before.atOffset(ZoneOffset.UTC));
            delete.executeUpdate();
        }
    }

    Optional<String> redeem(Connection connection, String hash, RoomId room, Instant now) throws SQLException {
        String sql = "SELECT auth FROM FINAL TABLE (UPDATE ticket"
                + " SET uses = CASE WHEN uses > 0 THEN uses - 1 ELSE uses END"
                + " WHERE hash = ? AND room = ? AND uses <> 0 AND expires > ?)";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, hash);
            update.setString(2, room.value());
            update.setObject(3, now.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = update.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    int spend(Connection connection, String hash) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE ticket SET uses = 0 WHERE hash = ?")) {
            update.setString(1, hash);
            return update.executeUpdate();
        }
    }

    Optional<StoredTicket> find(Connection connection, String hash) throws SQLException {
        String sql = "SELECT room, auth, uses, expires FROM ticket WHERE hash = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, hash);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                Instant expires = rows.getObject(4, OffsetDateTime.class).toInstant();
                RoomId room = new RoomId(rows.getString(1));
                return Optional.of(new StoredTicket(hash, room, rows.getString(2), rows.getInt(3), expires));
            }
        }
    }
}
