package org.openztp.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

/** A data source, connection or statement of which a test sees each call. */
public final class JdbcProxy {
    private JdbcProxy() {}

    public interface Handler {
        Object handle(Method method, Object[] arguments) throws SQLException;
    }

    public static <T> T of(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                JdbcProxy.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments)));
    }

    /** The call as it was meant. */
    public static Object call(Object real, Method method, Object[] arguments) throws SQLException {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
