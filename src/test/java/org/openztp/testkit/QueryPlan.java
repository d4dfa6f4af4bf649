package org.openztp.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.db.Db;
import org.openztp.db.Vendor;

/**
 * How the database carries a statement out.
 *
 * @param fullScan it reads a table without an index
 * @param rowsRead how many rows or index entries it touched; for a change, how many it expects to touch
 * @param text the database's own words
 */
public record QueryPlan(boolean fullScan, long rowsRead, String text) {
    private static final Pattern SCAN_COUNT = Pattern.compile("scanCount: (\\d+)");

    /** Carries queries out again, and only asks about changes. */
    public static QueryPlan of(Db db, SqlRecord.Executed statement) {
        boolean query = statement.sql().stripLeading().toLowerCase(Locale.ROOT).startsWith("select");
        return db.tx(tx -> {
            try {
                return db.vendor() == Vendor.H2
                        ? onH2(tx.connection(), statement, query)
                        : onMariaDb(tx.connection(), statement, query);
            } catch (SQLException e) {
                throw new IllegalStateException(statement.sql(), e);
            }
        });
    }

    private static QueryPlan onH2(Connection connection, SqlRecord.Executed statement, boolean query)
            throws SQLException {
        try (PreparedStatement explain = statement.again(connection, query ? "explain analyze " : "explain ");
                ResultSet result = explain.executeQuery()) {
            result.next();
            String text = result.getString(1);
            long rows = 0;
            Matcher matcher = SCAN_COUNT.matcher(text);
            while (matcher.find()) {
                rows += Long.parseLong(matcher.group(1));
            }
            return new QueryPlan(text.contains(".tableScan"), rows, text);
        }
    }

    private static QueryPlan onMariaDb(Connection connection, SqlRecord.Executed statement, boolean query)
            throws SQLException {
        boolean fullScan = false;
        long rows = 0;
        StringBuilder text = new StringBuilder();
        try (PreparedStatement explain = statement.again(connection, "explain ");
                ResultSet result = explain.executeQuery()) {
            while (result.next()) {
                String table = String.valueOf(result.getString("table"));
                fullScan |= "ALL".equals(result.getString("type")) && !table.startsWith("<");
                rows += result.getLong("rows");
                text.append(String.join(
                                " | ",
                                table,
                                result.getString("type"),
                                result.getString("key"),
                                result.getString("rows"),
                                result.getString("Extra")))
                        .append('\n');
            }
        }
        return new QueryPlan(fullScan, query ? handlerReads(connection, statement) : rows, text.toString());
    }

    /** MariaDB counts what its storage engine was asked for. */
    private static long handlerReads(Connection connection, SqlRecord.Executed statement) throws SQLException {
        try (Statement status = connection.createStatement()) {
            status.execute("flush status");
            try (PreparedStatement again = statement.again(connection, "")) {
                again.execute();
            }
            try (ResultSet result = status.executeQuery("show session status like 'Handler_read%'")) {
                long reads = 0;
                while (result.next()) {
                    reads += result.getLong(2);
                }
                return reads;
            }
        }
    }
}
