package org.openztp.db;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityTransaction;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one transaction; used once, by one thread. */
final class OpenTx implements Tx {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTx.class);

    private final EntityManager em;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private Connection connection;

    OpenTx(EntityManager em) {
        this.em = em;
    }

    /** Begins, works, commits; the entity manager is closed in any case. */
    <T> T carryOut(Db.Work<T> work) {
        try (em) {
            em.getTransaction().begin();
            T result;
            try {
                result = work.in(this);
            } catch (Throwable e) {
                rollBack(e);
                throw e;
            }
            commit();
            return result;
        }
    }

    private void commit() {
        try {
            em.getTransaction().commit();
        } catch (Throwable e) {
            rollBack(e);
            throw e;
        }
    }

    private void rollBack(Throwable reason) {
        try {
            EntityTransaction transaction = em.getTransaction();
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** The rows are committed by now, so a failure here is told to the log and to nobody else. */
    void runAfterCommit() {
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("after a commit", e);
            }
        }
    }

    @Override
    public EntityManager em() {
        return em;
    }

    @Override
    public Connection connection() {
        if (connection == null) {
            connection = em.unwrap(Session.class).doReturningWork(LentConnection::of);
        }
        return connection;
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }
}
