package org.openztp.db;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection pool, and what it leaves behind in the JVM. */
public final class Pool {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    /** How long a thread waits for a connection before it gets an exception instead. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    private Pool() {}

    /** Connects when it is first asked. */
    static HikariDataSource open(DbConfig config) {
        Vendor vendor = Vendor.ofUrl(config.url());
        HikariDataSource hikari = new HikariDataSource();
        hikari.setPoolName("ztp-db");
        hikari.setDriverClassName(vendor.driver());
        hikari.setJdbcUrl(vendor.complete(config.url()));
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setConnectionTimeout(WAIT.toMillis());
        hikari.setConnectionInitSql(vendor.sessionSql());
        hikari.setAutoCommit(false);
        hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return hikari;
    }

    /** Takes the drivers of this class loader out of the JVM's list, where they would keep an undeployed WAR in memory. */
    public static void deregisterDrivers() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == Pool.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    LOG.warn("{} stays registered", driver.getClass().getName(), e);
                }
            }
        }
    }
}
