package io.latchkey.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** API keys, found by the hash of their secret. */
final class ApiKeyTable {
    private static final String SELECT = "SELECT id, hash, terms, created FROM api_key";

    int add(Connection connection, StoredApiKey key) throws SQLException {
        String sql = "INSERT INTO api_key (id, hash, terms, created) VALUES (?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, key.id());
            insert.setString(2, key.hash());
            insert.setString(3, key.terms());
            insert.setObject(4, key.createdAt().atOffset(ZoneOffset.UTC));
            return insert.executeUpdate();
        }
    }

    Optional<StoredApiKey> find(Connection connection, String hash) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + " WHERE hash = ?")) {
            select.setString(1, hash);
            return read(select).stream().findFirst();
        }
    }

    List<StoredApiKey> after(Connection connection, String id, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(SELECT + " WHERE ? = '' OR id < ? ORDER BY id DESC LIMIT ?")) {
            select.setString(1, id);
            select.setString(2, id);
            select.setInt(3, limit);
            return read(select);
        }
    }

    boolean remove(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM api_key WHERE id = ?")) {
            delete.setString(1, id);
            return delete.executeUpdate() == 1;
        }
    }

    private static List<StoredApiKey> read(PreparedStatement select) throws SQLException {
        List<StoredApiKey> keys = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                keys.add(new StoredApiKey(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getObject(4, OffsetDateTime.class).toInstant()));
            }
        }
        return keys;
    }
}
