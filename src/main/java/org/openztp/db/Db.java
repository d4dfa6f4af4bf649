package org.openztp.db;

/** The database: a pool, a persistence unit, and the only way to a transaction. */
public final class Db implements AutoCloseable {

    /** Work inside one transaction. */
    public interface Work<T> {
        T in(Tx tx);
    }

    /** Work that gives nothing back. */
    public interface Act {
        void in(Tx tx);
    }

    /**
     * Runs the work in one transaction: commits when it returns, rolls back when it throws, and passes the exception on.
     */
    public <T> T tx(Work<T> work) {
        throw new IllegalStateException("to be built");
    }

    /** As {@link #tx}, for work without a result. */
    public void run(Act act) {
        tx(tx -> {
            act.in(tx);
            return null;
        });
    }

    @Override
    public void close() {}
}
