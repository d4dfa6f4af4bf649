package org.openztp.testkit;

import java.nio.file.Path;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;

/** A database of its own for one test class, migrated and empty; the statements sent to it are kept in {@link #sql}. */
public final class TestDb implements AutoCloseable {
    private static final int POOL = 10;

    private final DbConfig config;
    private final SqlRecord sql = new SqlRecord();
    private final Db db;

    private TestDb(DbConfig config) {
        this(config, UnaryOperator.identity());
    }

    private TestDb(DbConfig config, UnaryOperator<DataSource> around) {
        this.config = config;
        this.db = Db.open(config, source -> around.apply(sql.apply(source)));
    }

    /** The embedded database without a file; gone when closed. */
    public static TestDb h2() {
        return h2(UnaryOperator.identity());
    }

    /** @param around stages faults of the database */
    public static TestDb h2(UnaryOperator<DataSource> around) {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=0";
        return new TestDb(new DbConfig(url, null, null, POOL), around);
    }

    /** The embedded database in a folder, as a server has it. */
    public static TestDb h2(Path folder) {
        return new TestDb(DbConfig.embedded(folder, POOL));
    }

    /** A fresh schema on the one MariaDB server of this JVM, started by the first call. */
    public static TestDb mariaDb() {
        return mariaDb(MariaDbServer.Edition.MAVEN);
    }

    public static TestDb mariaDb(MariaDbServer.Edition edition) {
        return new TestDb(mariaDbConfig(edition, POOL));
    }

    /** A fresh, empty schema, for tests that open it themselves. */
    public static DbConfig mariaDbConfig(int poolSize) {
        return mariaDbConfig(MariaDbServer.Edition.MAVEN, poolSize);
    }

    public static DbConfig mariaDbConfig(MariaDbServer.Edition edition, int poolSize) {
        return new DbConfig(MariaDbServer.shared(edition).freshSchema(), "root", "", poolSize);
    }

    public Db db() {
        return db;
    }

    /** For a second {@link Db} on the same data. */
    public DbConfig config() {
        return config;
    }

    public SqlRecord sql() {
        return sql;
    }

    @Override
    public String toString() {
        return db.vendor().toString();
    }

    @Override
    public void close() {
        db.close();
    }
}
