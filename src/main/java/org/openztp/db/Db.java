package org.openztp.db;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * The database: a pool, a persistence unit, and the only way to a transaction. Closed by whoever made it. One that is
 * opening is migrated and made ready on threads of its own; a transaction waits for that, and fails as it failed.
 */
public final class Db implements AutoCloseable {

    /** Work inside one transaction. */
    public interface Work<T> {
        T in(Tx tx);
    }

    /** Work that gives nothing back. */
    public interface Act {
        void in(Tx tx);
    }

    private final DataSource source;
    /** Null when the container owns the data source. */
    private final HikariDataSource pool;

    private final Vendor vendor;
    private final CompletableFuture<EntityManagerFactory> entities;
    private final ThreadLocal<Boolean> inside = new ThreadLocal<>();

    private Db(Preparation preparation, HikariDataSource pool) {
        this.pool = pool;
        this.vendor = preparation.vendor();
        this.source = vendor == Vendor.H2 ? Sheltered.of(preparation.source()) : preparation.source();
        this.entities = CompletableFuture.supplyAsync(
                () -> openWhilePreparing(preparation), opening -> new Thread(opening, "ztp-entities").start());
    }

    /** Side by side: neither needs the other, and together they are half of the server's start. */
    private EntityManagerFactory openWhilePreparing(Preparation preparation) {
        CompletableFuture<Void> migrated = CompletableFuture.runAsync(
                preparation::run, migration -> new Thread(migration, "ztp-migration").start());
        EntityManagerFactory opened;
        try {
            opened = PersistenceUnit.open(source, vendor, pool != null);
        } catch (RuntimeException e) {
            migrated.handle((done, failure) -> done).join();
            throw e;
        }
        try {
            outcome(migrated);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static <T> T outcome(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Opens a database with a pool of its own, and brings its tables up to date. */
    public static Db open(DbConfig config) {
        return open(config, UnaryOperator.identity());
    }

    /** As {@link #open(DbConfig)}, with something put around the pool, for instance to look at its statements. */
    public static Db open(DbConfig config, UnaryOperator<DataSource> around) {
        return ready(opening(config, around));
    }

    private static Db ready(Db db) {
        try {
            db.awaitReady();
            return db;
        } catch (RuntimeException | Error e) {
            db.close();
            throw e;
        }
    }

    /** As {@link #open(DbConfig)}, and does not wait until it is ready. */
    public static Db opening(DbConfig config) {
        return opening(config, UnaryOperator.identity());
    }

    private static Db opening(DbConfig config, UnaryOperator<DataSource> around) {
        EmptyDatabase.layAt(config);
        HikariDataSource pool = Pool.open(config);
        try {
            return new Db(Preparation.of(config, around.apply(pool)), pool);
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    /** Uses the container's data source, which stays the container's to close. */
    public static Db open(DataSource source, DbConfig.Opening opening) throws SQLException {
        return ready(new Db(Preparation.of(source, opening), null));
    }

    /**
     * Waits until the tables are up to date and the entities known.
     *
     * @throws DatabaseUnfit when it cannot be used, and why
     */
    public void awaitReady() {
        outcome(entities);
    }

    /**
     * Runs the work in one transaction: commits when it returns, rolls back when it throws, and passes the exception on.
     *
     * @throws IllegalStateException this thread is inside a transaction already
     */
    public <T> T tx(Work<T> work) {
        if (inside.get() != null) {
            throw new IllegalStateException("a transaction inside a transaction: pass the outer one along");
        }
        inside.set(true);
        OpenTx tx;
        T result;
        try {
            tx = new OpenTx(outcome(entities).createEntityManager());
            result = tx.carryOut(work);
        } finally {
            inside.remove();
        }
        tx.runAfterCommit();
        return result;
    }

    /** As {@link #tx}, for work without a result. */
    public void run(Act act) {
        tx(tx -> {
            act.in(tx);
            return null;
        });
    }

    /**
     * As {@link #tx}, and repeats the work from its start in a new transaction when it lost a race: on a unique key, on a
     * row's version, or in a deadlock. The work must bear that. After the last try the exception passes on.
     */
    public <T> T txRetrying(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return tx(work);
            } catch (RuntimeException e) {
                if (!Races.mayTryAgain(e, attempt)) {
                    throw e;
                }
                Races.pause(attempt);
            }
        }
    }

    /** How it is at the moment. */
    public Condition condition() {
        return Condition.of(source, vendor);
    }

    public Vendor vendor() {
        return vendor;
    }

    /** For libraries that need one; own code goes through {@link #tx}. */
    public DataSource dataSource() {
        return source;
    }

    @Override
    public void close() {
        EntityManagerFactory opened = entities.exceptionally(failure -> null).join();
        try {
            if (opened != null) {
                opened.close();
            }
        } finally {
            if (pool != null) {
                pool.close();
            }
        }
    }
}
