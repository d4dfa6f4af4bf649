package org.openztp.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** A data source on whose connections a {@link DbThread} is not interrupted. */
final class Sheltered {
    private Sheltered() {}

    static DataSource of(DataSource real) {
        return proxy(DataSource.class, (self, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return call(real, method, arguments);
            }
            DbThread.enter();
            try {
                return of((Connection) call(real, method, arguments));
            } catch (Throwable e) {
                DbThread.leave();
                throw e;
            }
        });
    }

    private static Connection of(Connection real) {
        boolean[] open = {true};
        return proxy(Connection.class, (self, method, arguments) -> {
            boolean last = open[0] && method.getName().equals("close");
            try {
                return call(real, method, arguments);
            } finally {
                if (last) {
                    open[0] = false;
                    DbThread.leave();
                }
            }
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Sheltered.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
