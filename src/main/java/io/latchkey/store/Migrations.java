package io.latchkey.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Brings a database to the newest schema by numbered scripts ({@code h2-1.sql}, ...), each in one transaction. */
final class Migrations {
    /** In the order in which they run. */
    private static final List<Integer> SCRIPTS = List.of(1, 3, 4, 5);

    private Migrations() {}

    static void run(Database database) {
        Set<Integer> present = database.write("prepare its schema", Migrations::present);
        if (!SCRIPTS.containsAll(present)) {
            throw new StoreException("The database was written by a newer Latchkey (schema " + Collections.max(present)
                    + ", this one knows " + Collections.max(SCRIPTS) + "): deploy that version or restore a backup");
        }
        for (int number : SCRIPTS) {
            if (!present.contains(number)) {
                database.write("migrate to schema " + number, connection -> apply(connection, number));
            }
        }
    }

    private static Set<Integer> present(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (number INT PRIMARY KEY)");
            Set<Integer> present = new HashSet<>();
            try (ResultSet rows = statement.executeQuery("SELECT number FROM schema_version")) {
                while (rows.next()) {
                    present.add(rows.getInt(1));
                }
            }
            return present;
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
