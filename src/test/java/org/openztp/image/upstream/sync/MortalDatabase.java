package org.openztp.image.upstream.sync;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Put around a data source: at some statement or commit its client dies, as by kill -9, and nothing of it reaches the
 * database any more; what it had not committed is rolled back.
 */
final class MortalDatabase implements UnaryOperator<DataSource> {
    private static final Set<String> LAST_WISHES = Set.of("rollback", "close", "isClosed", "setAutoCommit", "abort");

    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    /** @param steps statements and commits that are still carried out */
    void dieAfter(long steps) {
        left.set(steps);
    }

    boolean isDead() {
        return left.get() < 0;
    }

    void revive() {
        left.set(Long.MAX_VALUE);
    }

    @Override
    public DataSource apply(DataSource real) {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof Connection connection ? mortal(connection) : result;
        });
    }

    private Connection mortal(Connection real) {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit")) {
                step();
            } else if (isDead() && !LAST_WISHES.contains(method.getName())) {
                throw new SQLException("dead");
            }
            Object result = call(real, method, arguments);
            return result instanceof PreparedStatement statement ? mortal(statement) : result;
        });
    }

    private PreparedStatement mortal(PreparedStatement real) {
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                step();
            }
            return call(real, method, arguments);
        });
    }

    private void step() throws SQLException {
        if (left.decrementAndGet() < 0) {
            throw new SQLException("dead");
        }
    }

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                MortalDatabase.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments)));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws SQLException {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
