package io.latchkey.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Signing keys and token counts in the embedded database. */
final class SigningKeyTables implements SigningKeyStore {
    private final Database database;

    SigningKeyTables(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredKey> generations(Supplier<byte[]> first) {
        List<StoredKey> found = database.read("read its signing keys", SigningKeyTables::all);
        return found.isEmpty() ? database.write("keep a signing key", connection -> begin(connection, first)) : found;
    }

    private static List<StoredKey> begin(Connection connection, Supplier<byte[]> first) throws SQLException {
        if (all(connection).isEmpty()) {
            insert(connection, first.get(), Instant.now());
        }
        return all(connection);
    }

    @Override
    public void add(byte[] secret, Instant now) {
        database.write("rotate its signing keys", connection -> {
            try (PreparedStatement retire =
                    connection.prepareStatement("UPDATE signing_key SET retired = ? WHERE retired IS NULL")) {
                retire.setObject(1, now.atOffset(ZoneOffset.UTC));
                retire.executeUpdate();
            }
            return insert(connection, secret, now);
        });
    }

    @Override
    public void remove(StoredKey key) {
        database.write("withdraw a signing key", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM signing_key WHERE number = ? AND retired IS NOT NULL")) {
                delete.setLong(1, key.number());
                return delete.executeUpdate();
            }
        });
    }

    private static int insert(Connection connection, byte[] secret, Instant now) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO signing_key (secret, created) VALUES (?, ?)")) {
            insert.setBytes(1, secret);
            insert.setObject(2, now.atOffset(ZoneOffset.UTC));
            return insert.executeUpdate();
        }
    }

    private static List<StoredKey> all(Connection connection) throws SQLException {
        String sql = "SELECT number, secret, created, retired FROM signing_key ORDER BY number DESC";
        List<StoredKey> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                keys.add(new StoredKey(
                        rows.getLong(1),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(rows.getBytes(2)),
                        rows.getObject(3, OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(rows.getObject(4, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)));
            }
        }
        return keys;
    }

    @Override
    public void count(List<TokenCount> more, Instant expired) {
        database.write("count tokens", connection -> {
            for (TokenCount count : more) {
                add(connection, count);
            }
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM token_count WHERE expires < ?")) {
                delete.setLong(1, expired.getEpochSecond());
                return delete.executeUpdate();
            }
        });
    }

    private static void add(Connection connection, TokenCount count) throws SQLException {
        String add = "UPDATE token_count SET tokens = tokens + ? WHERE kid = ? AND expires = ?";
        String begin = "INSERT INTO token_count (tokens, kid, expires) VALUES (?, ?, ?)";
        for (String sql : List.of(add, begin)) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, count.tokens());
                statement.setString(2, count.kid());
                statement.setLong(3, count.expires().getEpochSecond());
                if (statement.executeUpdate() > 0) {
                    return;
                }
            }
        }
    }

    @Override
    public List<TokenCount> counts(Instant after) {
        String sql = "SELECT kid, expires, tokens FROM token_count WHERE expires > ?";
        return database.read("read its token counts", connection -> {
            List<TokenCount> counts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, after.getEpochSecond());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Instant expires = Instant.ofEpochSecond(rows.getLong(2));
                        counts.add(new TokenCount(rows.getString(1), expires, rows.getLong(3)));
                    }
                }
            }
            return counts;
        });
    }
}
