package org.openztp.db;

import jakarta.persistence.EntityManager;
import java.sql.Connection;

/** One open transaction. */
public interface Tx {
    EntityManager em();

    /**
     * The transaction's own connection; {@code close()} on it does nothing. It does not see what {@link #em} has not
     * flushed yet.
     */
    Connection connection();

    /** Runs after the commit, on the committing thread and outside the transaction; not at all after a roll-back. */
    void afterCommit(Runnable action);
}
