package org.openztp.db;

import jakarta.persistence.EntityManager;
import java.sql.Connection;

/** One open transaction. */
public interface Tx {
    EntityManager em();

    /** The transaction's own connection; {@code close()} on it does nothing. */
    Connection connection();

    /** Runs after the commit, on the committing thread; not at all after a roll-back. */
    void afterCommit(Runnable action);
}
