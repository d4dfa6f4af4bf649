package org.openztp.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;

/** A connection whose end is decided elsewhere: closing it does nothing, committing it is refused. */
final class LentConnection {
    private static final Set<String> ENDINGS = Set.of("commit", "rollback", "abort", "setAutoCommit");

    private LentConnection() {}

    static Connection of(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    if (ENDINGS.contains(method.getName())) {
                        throw new IllegalStateException(method.getName() + ": only Db.tx ends a transaction");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
