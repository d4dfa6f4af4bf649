package org.openztp.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;

/** The connection pool, and what it leaves behind in the JVM. */
public final class Pool {
    /** How long a thread waits for a connection before it gets an exception instead. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private Pool() {}

    static HikariDataSource open(DbConfig config) {
        Vendor vendor = Vendor.ofUrl(config.url());
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("ztp-db");
        hikari.setDriverClassName(vendor.driver());
        hikari.setJdbcUrl(vendor.complete(config.url()));
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setConnectionTimeout(WAIT.toMillis());
        hikari.setAutoCommit(false);
        hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(hikari);
    }

    /** Takes the drivers of this class loader out of the JVM's list, where they would keep an undeployed WAR in memory. */
    public static void deregisterDrivers() throws SQLException {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == Pool.class.getClassLoader()) {
                DriverManager.deregisterDriver(driver);
            }
        }
    }
}
