package org.openztp.deploy;

import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.mariadb.jdbc.MariaDbDataSource;
import org.openztp.testkit.TestDb;

/** The MariaDB server that a README tells its reader to make a schema {@code ztp} on. */
final class ReadersDatabase implements AutoCloseable {
    private final URI server = URI.create(TestDb.mariaDbConfig(2).url().substring("jdbc:".length()));

    /** Host and port. */
    String address() {
        return server.getAuthority();
    }

    /** What the README tells to be done as the database's administrator. */
    void execute(List<String> statements) {
        try (Connection connection = administrator();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    long devices() {
        try (Connection connection = administrator();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from ztp.device")) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection administrator() throws SQLException {
        return new MariaDbDataSource("jdbc:mariadb://" + address() + "/?user=root").getConnection();
    }

    @Override
    public void close() {
        execute(List.of("drop database if exists ztp", "drop user if exists ztp@'%', ztp_migration@'%'"));
    }
}
