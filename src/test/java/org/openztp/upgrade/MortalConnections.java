package org.openztp.upgrade;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** A server's way to its database, on which it may be killed before each statement, and before and after each commit. */
final class MortalConnections implements UnaryOperator<DataSource> {
    private final Supplier<KillSwitch> kill;

    MortalConnections(Supplier<KillSwitch> kill) {
        this.kill = kill;
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
            boolean commits = method.getName().equals("commit");
            if (commits || method.getName().equals("prepareStatement")) {
                kill.get().pass();
            }
            Object result = call(real, method, arguments);
            if (commits) {
                kill.get().pass();
            }
            return result;
        });
    }

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        Object proxy = Proxy.newProxyInstance(
                MortalConnections.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments));
        return type.cast(proxy);
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
