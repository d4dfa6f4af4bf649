package org.openztp.image.upstream;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.openztp.db.Tx;

/** The catalogue's rows by SQL, within a transaction: half a million of them are no entities. */
public final class Rows {
    /** One row of a result. */
    public interface Row<T> {
        T of(ResultSet result) throws SQLException;
    }

    private Rows() {}

    /** All rows that a query has. */
    public static <T> List<T> list(Tx tx, String query, Row<T> row, Object... values) {
        try (PreparedStatement statement = prepared(tx.connection(), query, values);
                ResultSet result = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (result.next()) {
                all.add(row.of(result));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Carries a change out; says how many rows it found. */
    public static int change(Tx tx, String change, Object... values) {
        try (PreparedStatement statement = prepared(tx.connection(), change, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(change, e);
        }
    }

    /** Carries a change out once for each of these, in one go. */
    public static void changes(Tx tx, String change, List<Object[]> all) {
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = tx.connection().prepareStatement(change)) {
            for (Object[] values : all) {
                set(statement, values);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(change, e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            set(statement, values);
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i] instanceof Instant instant
                    ? LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC)
                    : values[i];
            statement.setObject(i + 1, value);
        }
    }

    /** A time of a row; null for none. */
    public static Instant instant(ResultSet result, String column) throws SQLException {
        LocalDateTime time = result.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }
}
