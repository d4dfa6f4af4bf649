package org.openztp.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** A server's way to its database, on which it may be killed; what it had not committed is rolled back. */
public final class MortalConnections implements UnaryOperator<DataSource> {
    private final Supplier<KillSwitch> kill;
    private final boolean atStatements;

    private MortalConnections(Supplier<KillSwitch> kill, boolean atStatements) {
        this.kill = kill;
        this.atStatements = atStatements;
    }

    /** Before each statement, and before and after each commit. */
    public static MortalConnections atStatementsAndCommits(Supplier<KillSwitch> kill) {
        return new MortalConnections(kill, true);
    }

    /** Before and after each commit. */
    public static MortalConnections atCommits(Supplier<KillSwitch> kill) {
        return new MortalConnections(kill, false);
    }

    @Override
    public DataSource apply(DataSource real) {
        return JdbcProxy.of(DataSource.class, (method, arguments) -> {
            Object result = JdbcProxy.call(real, method, arguments);
            return result instanceof Connection connection ? mortal(connection) : result;
        });
    }

    private Connection mortal(Connection real) {
        return JdbcProxy.of(Connection.class, (method, arguments) -> {
            boolean commits = method.getName().equals("commit");
            if (commits) {
                kill.get().pass();
            }
            Object result = JdbcProxy.call(real, method, arguments);
            if (commits) {
                kill.get().pass();
            }
            return atStatements && result instanceof PreparedStatement statement ? mortal(statement) : result;
        });
    }

    private PreparedStatement mortal(PreparedStatement real) {
        return JdbcProxy.of(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                kill.get().pass();
            }
            return JdbcProxy.call(real, method, arguments);
        });
    }
}
