package org.openztp.image.upstream.sync;

import java.util.ArrayList;
import java.util.List;
import org.openztp.db.Db;
import org.openztp.image.upstream.Rows;

/** Many rows in short transactions, for one sync. For one thread. */
final class Portions {
    /** So that no transaction takes long, and none holds much. */
    private static final int ROWS = 500;

    private static final int CHARACTERS = 1_000_000;

    private final Run run;
    private final String insert;
    private final List<Object[]> waiting = new ArrayList<>();
    private int characters;

    Portions(Run run, String insert) {
        this.run = run;
        this.insert = insert;
    }

    /** What a sync writes with. */
    record Run(Db db, SyncState state, long number) {
        /** Writes in one transaction, if this sync still may. @throws SyncState.Superseded it may not */
        <T> T write(Db.Work<T> work) {
            return db.txRetrying(tx -> {
                state.hold(tx, number);
                return work.in(tx);
            });
        }

        /** Takes rows away in short transactions. @param delete a statement without a limit */
        void clear(String delete, Object... values) {
            while (write(tx -> Rows.change(tx, delete + " limit " + ROWS * 4, values)) > 0) {
                // the next ones
            }
        }
    }

    void add(Object... values) {
        waiting.add(values);
        for (Object value : values) {
            characters += value instanceof String text ? text.length() : 0;
        }
        if (waiting.size() >= ROWS || characters >= CHARACTERS) {
            flush();
        }
    }

    /** To be called at the end. */
    void flush() {
        List<Object[]> some = List.copyOf(waiting);
        waiting.clear();
        characters = 0;
        if (!some.isEmpty()) {
            run.write(tx -> {
                Rows.changes(tx, insert, some);
                return null;
            });
        }
    }
}
