package io.latchkey.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Transactions on the embedded database. One thread at a time writes: H2 would make the others wait or fail, and what
 * is written has one order. After a failed write, a full disk say, H2 is closed for good: it is then opened anew, so
 * that reading goes on, and writing as soon as the disk takes it. Safe for use by many threads.
 */
final class Database implements AutoCloseable {
    /** Work inside a transaction. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private interface Ending {
        void end(Connection connection) throws SQLException;
    }

    private static final Logger LOG = System.getLogger(Database.class.getName());
    private static final int CONNECTION_TIMEOUT = 3_000;
    private static final long MAX_GROWTH = 256L << 20;
    private static final int GROWTH_FACTOR = 3;

    private final HikariConfig config = new HikariConfig();
    /** Fair: a commit waits for one checkpoint at most, however many rooms want one. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private final ReentrantLock forcing = new ReentrantLock();
    private final AtomicLong committed = new AtomicLong();
    private long forced;
    /** Read: transactions. Write: their pool is replaced. */
    private final ReentrantReadWriteLock opening = new ReentrantReadWriteLock();

    private final Path file;
    private HikariDataSource pool;
    private volatile long compacted;
    private volatile boolean broken;
    private boolean closed;

    /** @param file where the database is, to see how it grows */
    Database(String url, Path file) {
        this.file = file;
        config.setPoolName("latchkey");
        config.setDriverClassName("org.h2.Driver");
        config.setJdbcUrl(url);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(CONNECTION_TIMEOUT);
        config.setInitializationFailTimeout(1); // ms: one try, so that a locked or damaged file is told at once
        // what a transaction reads is of one moment: a checkpoint must not come between a room's state and its log
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        this.pool = open();
        this.compacted = size();
    }

    private long size() {
        return file.toFile().length();
    }

    private HikariDataSource open() {
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new StoreException("The database could not be opened", e);
        }
    }

    <T> T read(String what, Work<T> work) {
        try {
            reopenIfBroken();
            return run(Connection::rollback, work);
        } catch (SQLException e) {
            if (!broken) {
                throw failed(what, e);
            }
        }
        try {
            reopenIfBroken();
            return run(Connection::rollback, work);
        } catch (SQLException e) {
            throw failed(what, e);
        }
    }

    /**
     * Commits, and returns only when what was committed is on the disk. Never tried twice: when it fails, only what is
     * read afterwards tells whether it was committed.
     */
    <T> T write(String what, Work<T> work) {
        try {
            T result = commit(work);
            force();
            return result;
        } catch (SQLException e) {
            throw failed(what, e);
        }
    }

    /** Commits, without waiting for the disk: a power failure may undo it, {@code kill -9} does not. */
    <T> T writeUnforced(String what, Work<T> work) {
        try {
            return commit(work);
        } catch (SQLException e) {
            throw failed(what, e);
        }
    }

    private <T> T commit(Work<T> work) throws SQLException {
        writing.lock();
        try {
            reopenIfBroken();
            return run(Connection::commit, work);
        } finally {
            writing.unlock();
        }
    }

    /**
     * A commit of H2 is written but not forced: kill -9 is survived without this, a power failure is not. Once for all
     * that were committed before it begins.
     */
    private void force() throws SQLException {
        long mine = committed.incrementAndGet();
        forcing.lock();
        try {
            if (forced < mine) {
                long all = committed.get();
                reopenIfBroken();
                run(Connection::commit, Database::sync);
                forced = all;
            }
        } finally {
            forcing.unlock();
        }
    }

    private static boolean sync(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("CHECKPOINT SYNC");
        }
    }

    private <T> T run(Ending ending, Work<T> work) throws SQLException {
        opening.readLock().lock();
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.run(connection);
                ending.end(connection);
                return result;
            } catch (SQLException | RuntimeException e) {
                giveUp(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            broken = broken || pool.isClosed();
            throw e;
        } finally {
            opening.readLock().unlock();
        }
    }

    private void giveUp(Connection connection, Exception failure) {
        try (Statement statement = connection.createStatement()) {
            connection.rollback();
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            broken = true;
            failure.addSuppressed(e);
        }
    }

    /**
     * Rewrites a file that has become several times what it held when it was opened or rewritten last. H2 must only
     * append to it (see {@link H2Store}), so this is what keeps it bounded; meanwhile every transaction waits.
     */
    void compactWhenGrown() {
        if (size() <= MAX_GROWTH + GROWTH_FACTOR * compacted) {
            return;
        }
        opening.writeLock().lock();
        try {
            shutDownCompact();
            reopenIfBroken();
            compacted = size();
        } finally {
            opening.writeLock().unlock();
        }
    }

    private void shutDownCompact() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            broken = true;
            statement.execute("SHUTDOWN COMPACT");
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "closing a connection of a database that was shut down", e);
        }
    }

    private void reopenIfBroken() {
        if (!broken) {
            return;
        }
        opening.writeLock().lock();
        try {
            if (broken && !closed) {
                pool.close();
                pool = open();
                broken = false;
                LOG.log(Level.INFO, "The database was closed, by a failure or to compact it, and is open again");
            }
        } finally {
            opening.writeLock().unlock();
        }
    }

    static StoreException failed(String what, SQLException cause) {
        return new StoreException("The database could not " + what + " (error " + cause.getErrorCode() + ")", cause);
    }

    @Override
    public void close() {
        opening.writeLock().lock();
        try {
            closed = true;
            pool.close();
        } finally {
            opening.writeLock().unlock();
        }
    }
}
