package io.latchkey.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Brings a database to the newest schema by numbered scripts ({@code h2-1.sql}, ...), each in one transaction. */
final class Migrations {
    private static final int NEWEST = 1;

    private Migrations() {}

    static void run(Database database) {
        int present = database.write("prepare its schema", Migrations::version);
        if (present > NEWEST) {
            throw new StoreException("The database was written by a newer Latchkey (schema " + present
                    + ", this one knows " + NEWEST + "): deploy that version or restore a backup");
        }
        for (int next = present + 1; next <= NEWEST; next++) {
            int number = next;
            database.write("migrate to schema " + number, connection -> apply(connection, number));
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (number INT PRIMARY KEY)");
            try (ResultSet rows = statement.executeQuery("SELECT COALESCE(MAX(number), 0) FROM schema_version")) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static int apply(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : script(number).replaceAll("(?m)^--.*$", "").split(";", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            return statement.executeUpdate("INSERT INTO schema_version VALUES (" + number + ")");
        }
    }

    private static String script(int number) {
        try (InputStream in = Migrations.class.getResourceAsStream("h2-" + number + ".sql")) {
            if (in == null) {
                throw new StoreException("The schema script " + number + " is missing from the WAR");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException("The schema script " + number + " can't be read", e);
        }
    }
}
