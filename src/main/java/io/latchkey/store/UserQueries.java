package io.latchkey.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.latchkey.config.Secret;
import io.latchkey.config.Settings.UserTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Users in a table of somebody else's, by the operator's own queries. For use by many threads. */
public final class UserQueries implements AutoCloseable {
    private static final int TIMEOUT_MS = 3_000;
    private static final int TIMEOUT_S = 5;
    private static final int MAX_ROWS = 1_000;

    private final UserTable table;
    private final DataSource source;

    /** Connects with the first query: a login must not keep the rooms from starting. */
    public UserQueries(UserTable table) {
        this.table = table;
        this.source = table.jndi().map(UserQueries::lookup).orElseGet(() -> pool(table));
    }

    @SuppressWarnings("BanJNDI") // the name is the operator's
    private static DataSource lookup(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException e) {
            throw new StoreException("latchkey.login.db.jndi names no DataSource", e);
        }
    }

    private static DataSource pool(UserTable table) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("latchkey-login");
        config.setJdbcUrl(table.url().map(Secret::value).orElseThrow());
        table.user().ifPresent(config::setUsername);
        table.password().map(Secret::value).ifPresent(config::setPassword);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        config.setReadOnly(true);
        config.setConnectionTimeout(TIMEOUT_MS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /**
     * The hash of the user's password, when there is exactly one.
     *
     * @throws StoreException when the database does not answer
     */
    public Optional<String> hash(String name) {
        Set<String> hashes = run(table.callersQuery(), name);
        return hashes.size() == 1 ? Optional.of(hashes.iterator().next()) : Optional.empty();
    }

    /** @throws StoreException when the database does not answer */
    public Set<String> groups(String name) {
        return table.groupsQuery().map(query -> run(query, name)).orElseGet(Set::of);
    }

    private Set<String> run(String query, String name) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            statement.setQueryTimeout(TIMEOUT_S);
            statement.setMaxRows(MAX_ROWS);
            Set<String> found = new LinkedHashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Optional.ofNullable(rows.getString(1)).ifPresent(found::add);
                }
            }
            return found;
        } catch (SQLException e) {
            throw new StoreException("The users could not be looked up", e);
        }
    }

    @Override
    public void close() {
        if (source instanceof HikariDataSource pool) {
            pool.close();
        }
    }
}
