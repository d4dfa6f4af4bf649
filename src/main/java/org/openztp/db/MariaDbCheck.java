package org.openztp.db;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a MariaDB server and schema must be like for nothing to be lost or cut in them without a word. */
final class MariaDbCheck {
    private static final String SCHEMA = """
            select @@sql_mode, @@default_storage_engine, database(), (
              select default_character_set_name from information_schema.schemata where schema_name = database())""";

    private static final String TABLES = """
            select table_name, engine, table_collation from information_schema.tables
            where table_schema = database() and table_type = 'BASE TABLE'
              and (engine <> 'InnoDB' or left(table_collation, 8) <> 'utf8mb4_')""";

    private final List<String> complaints = new ArrayList<>();

    private MariaDbCheck() {}

    /** @throws DatabaseUnfit with all that is to be mended */
    static void of(Connection connection, String place) throws SQLException {
        MariaDbCheck check = new MariaDbCheck();
        check.version(connection.getMetaData());
        if (check.complaints.isEmpty()) {
            check.schema(connection);
        }
        if (!check.complaints.isEmpty()) {
            throw new DatabaseUnfit(place + " cannot be used: " + String.join("; ", check.complaints), null);
        }
    }

    private void version(DatabaseMetaData server) throws SQLException {
        int major = server.getDatabaseMajorVersion();
        boolean old = major < 10 || major == 10 && server.getDatabaseMinorVersion() < 6;
        boolean other = !server.getDatabaseProductName().equals(Vendor.MARIADB.product());
        if (old || other) {
            complaints.add("the server is " + server.getDatabaseProductName() + " " + server.getDatabaseProductVersion()
                    + ", wanted is MariaDB 10.6 or newer");
        }
    }

    private void schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet schema = statement.executeQuery(SCHEMA)) {
            schema.next();
            if (!schema.getString(1).contains("STRICT_")) {
                complaints.add("the server cuts values that are too long: add STRICT_ALL_TABLES to its sql_mode");
            }
            if (!schema.getString(2).equalsIgnoreCase("InnoDB")) {
                complaints.add("tables are made by the engine " + schema.getString(2)
                        + ", which knows no transactions: set the server's default_storage_engine to InnoDB");
            }
            String name = schema.getString(3);
            if (name == null) {
                complaints.add("the address names no schema: jdbc:mariadb://HOST/SCHEMA is wanted");
            } else if (!"utf8mb4".equals(schema.getString(4))) {
                complaints.add("the schema's character set is " + schema.getString(4) + ": alter database " + name
                        + " character set utf8mb4 collate utf8mb4_bin");
            }
        }
        tables(connection);
    }

    private void tables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet wrong = statement.executeQuery(TABLES)) {
            while (wrong.next()) {
                complaints.add("the table " + wrong.getString(1) + " is kept as " + wrong.getString(2) + ", "
                        + wrong.getString(3) + ": alter table " + wrong.getString(1)
                        + " engine=InnoDB, convert to character set utf8mb4 collate utf8mb4_bin");
            }
        }
    }
}
