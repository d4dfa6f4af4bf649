package org.openztp.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.h2.jdbcx.JdbcDataSource;

/**
 * How a database is, seen without changing anything in it.
 *
 * @param server product and version
 * @param place its address, without user and password
 * @param clock its time, to the second
 */
public record Condition(String server, String place, Duration roundTrip, Instant clock, Tables tables) {
    /** H2 makes no file of its own then, and writes nothing into one that is there. */
    private static final String ONLY_LOOK = ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";

    /**
     * Opens the database for a look; it is not waited for.
     *
     * @throws DatabaseUnfit when it cannot be opened or used, and why
     */
    public static Condition of(DbConfig config) {
        Vendor vendor = Vendor.ofUrl(config.url());
        if (vendor == Vendor.H2) {
            JdbcDataSource file = new JdbcDataSource();
            file.setURL(vendor.complete(config.url()) + ONLY_LOOK);
            file.setUser(config.user());
            file.setPassword(config.password());
            return of(file, vendor);
        }
        DataSource source = Preparation.mariaDb(config.url(), new Login(config.user(), config.password()));
        String place = DbConfig.place(config.url());
        try (Connection connection = source.getConnection()) {
            MariaDbCheck.of(connection, place);
            if (config.opening().migrator() != null) {
                Preparation.mariaDb(config.url(), config.opening().migrator())
                        .getConnection()
                        .close();
            }
        } catch (SQLException e) {
            throw unfit(place, e);
        }
        return of(source, vendor);
    }

    /** @throws DatabaseUnfit when it does not answer */
    static Condition of(DataSource source, Vendor vendor) {
        String place = "the database";
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            var about = connection.getMetaData();
            place = DbConfig.place(about.getURL());
            seconds(statement);
            long begun = System.nanoTime();
            long seconds = seconds(statement);
            Duration roundTrip = Duration.ofNanos(System.nanoTime() - begun);
            return new Condition(
                    about.getDatabaseProductName() + " " + about.getDatabaseProductVersion(),
                    place,
                    roundTrip,
                    Instant.ofEpochSecond(seconds),
                    new Migration(source, vendor, Migration.STEPS).tables());
        } catch (SQLException | FlywayException e) {
            throw unfit(place, e);
        }
    }

    private static long seconds(Statement statement) throws SQLException {
        try (ResultSet time = statement.executeQuery("select unix_timestamp()")) {
            time.next();
            return time.getLong(1);
        }
    }

    private static DatabaseUnfit unfit(String place, Exception e) {
        return new DatabaseUnfit(place + " cannot be opened: " + FirstConnection.reason(e), e);
    }
}
