package org.openztp.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * What happens to a database before it is used: it is waited for, looked at, and its tables are brought up to date.
 *
 * @param source what is looked at, and migrated unless somebody else is to do it
 * @param plain what is waited for: a pool would tell the log of each failure at length
 */
record Preparation(DataSource source, DataSource plain, Vendor vendor, String url, DbConfig.Opening opening) {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    static Preparation of(DbConfig config, DataSource pool) {
        Vendor vendor = Vendor.ofUrl(config.url());
        DataSource plain =
                vendor == Vendor.MARIADB ? mariaDb(config.url(), new Login(config.user(), config.password())) : pool;
        return new Preparation(pool, plain, vendor, config.url(), config.opening());
    }

    static Preparation of(DataSource container, DbConfig.Opening opening) throws SQLException {
        try (Connection connection = FirstConnection.of(container, "the container's data source", opening.patience())) {
            return new Preparation(
                    container,
                    container,
                    Vendor.of(connection),
                    connection.getMetaData().getURL(),
                    opening);
        }
    }

    /** @throws DatabaseUnfit when it cannot be used, and why */
    void run() {
        String place = DbConfig.place(url);
        try (Connection there = FirstConnection.of(plain, place, opening.patience());
                Connection connection = plain == source ? there : source.getConnection()) {
            if (vendor == Vendor.MARIADB) {
                MariaDbCheck.of(connection, place);
            }
        } catch (SQLException e) {
            throw new DatabaseUnfit(place + " cannot be opened: " + FirstConnection.reason(e), e);
        }
        boolean another = vendor == Vendor.MARIADB && opening.migrator() != null;
        new Migration(another ? mariaDb(url, opening.migrator()) : source, vendor, Migration.STEPS).run(place);
    }

    static DataSource mariaDb(String url, Login login) {
        try {
            MariaDbDataSource source = new MariaDbDataSource(url);
            source.setLoginTimeout((int) ANSWER.toSeconds());
            if (login.user() != null) {
                source.setUser(login.user());
                source.setPassword(login.password());
            }
            return source;
        } catch (SQLException e) {
            throw new DatabaseUnfit(DbConfig.place(url) + " cannot be opened: " + FirstConnection.reason(e), e);
        }
    }
}
