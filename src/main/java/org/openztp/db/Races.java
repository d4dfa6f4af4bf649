package org.openztp.db;

import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Which failures of a transaction only mean that another one was faster. */
final class Races {
    private static final int ATTEMPTS = 12;

    /** Duplicate key, a deadlock or a lock not got in time, a row changed since it was read. */
    private static final Set<Integer> MARIADB_CODES = Set.of(1062, 1213, 1205, 1020);

    private static final Set<Integer> H2_CODES = Set.of(23505, 40001, 50200, 90131);

    private Races() {}

    static boolean mayTryAgain(Throwable failure, int attempt) {
        return attempt < ATTEMPTS && isLostRace(failure);
    }

    static boolean isLostRace(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof OptimisticLockException) {
                return true;
            }
            if (e instanceof SQLException sql
                    && (MARIADB_CODES.contains(sql.getErrorCode()) || H2_CODES.contains(sql.getErrorCode()))) {
                return true;
            }
        }
        return false;
    }

    /** A short pause of random length, so that those who met do not meet again. */
    static void pause(int attempt) {
        long longest = TimeUnit.MILLISECONDS.toNanos(1L << Math.min(attempt, 6));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
    }
}
