package org.openztp.rollout;

import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Of these devices there is one whose record cannot be worked with; the transaction is lost. */
final class BadRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String WRONG_DATA = "22";
    private final transient List<Long> devices;

    BadRecord(Collection<Long> devices, RuntimeException cause) {
        super("one of " + devices.size() + " devices: " + cause.getMessage(), cause);
        this.devices = List.copyOf(devices);
    }

    List<Long> devices() {
        return devices;
    }

    /** Whether it is what a record holds that failed, and neither the database nor a race that was lost. */
    static boolean isWhyOf(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof OptimisticLockException) {
                return false;
            }
            if (e instanceof SQLException sql) {
                return String.valueOf(sql.getSQLState()).startsWith(WRONG_DATA);
            }
        }
        return true;
    }
}
