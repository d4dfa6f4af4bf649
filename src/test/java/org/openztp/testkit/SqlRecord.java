package org.openztp.testkit;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Put around a data source: keeps each prepared statement that is executed, with its values, so that it can be asked about. */
public final class SqlRecord implements UnaryOperator<DataSource> {
    private final List<Executed> executed = new CopyOnWriteArrayList<>();
    private volatile boolean on;

    /** One setting of a value, to be repeated. */
    private record Setter(Method method, Object[] arguments) {}

    /** A statement with the values it was executed with. */
    public static final class Executed {
        private final String sql;
        private final List<Setter> setters;

        private Executed(String sql, List<Setter> setters) {
            this.sql = sql;
            this.setters = List.copyOf(setters);
        }

        public String sql() {
            return sql;
        }

        /** The same statement with the same values and something in front of it. */
        public PreparedStatement again(Connection connection, String prefix) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(prefix + sql);
            for (Setter setter : setters) {
                JdbcProxy.call(statement, setter.method(), setter.arguments());
            }
            return statement;
        }

        @Override
        public String toString() {
            return sql;
        }
    }

    /** Runs the action and gives back the distinct statements it sent. */
    public List<String> during(Runnable action) {
        return executedDuring(action).stream().map(Executed::sql).distinct().toList();
    }

    /** Runs the action and gives back every statement it sent. */
    public List<Executed> executedDuring(Runnable action) {
        executed.clear();
        on = true;
        try {
            action.run();
        } finally {
            on = false;
        }
        return List.copyOf(executed);
    }

    @Override
    public DataSource apply(DataSource real) {
        return JdbcProxy.of(DataSource.class, (method, arguments) -> {
            Object result = JdbcProxy.call(real, method, arguments);
            return result instanceof Connection connection ? watched(connection) : result;
        });
    }

    private Connection watched(Connection real) {
        return JdbcProxy.of(Connection.class, (method, arguments) -> {
            Object result = JdbcProxy.call(real, method, arguments);
            return method.getName().equals("prepareStatement")
                    ? watched((PreparedStatement) result, (String) arguments[0])
                    : result;
        });
    }

    private PreparedStatement watched(PreparedStatement real, String sql) {
        List<Setter> setters = new ArrayList<>();
        return JdbcProxy.of(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("set") && method.getDeclaringClass() == PreparedStatement.class) {
                setters.add(new Setter(method, arguments));
            } else if (on && method.getName().startsWith("execute")) {
                executed.add(new Executed(sql, setters));
            }
            return JdbcProxy.call(real, method, arguments);
        });
    }
}
