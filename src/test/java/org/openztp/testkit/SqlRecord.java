package org.openztp.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** Keeps each statement Hibernate sends, with its question marks, so that a test can ask the database how it runs. */
public final class SqlRecord implements StatementInspector {
    private static final long serialVersionUID = 1L;
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private volatile boolean on;

    /** Runs the action and gives back the distinct statements it sent. */
    public List<String> during(Runnable action) {
        statements.clear();
        on = true;
        try {
            action.run();
        } finally {
            on = false;
        }
        return statements.stream().distinct().toList();
    }

    @Override
    public String inspect(String sql) {
        if (on) {
            statements.add(sql);
        }
        return sql;
    }
}
