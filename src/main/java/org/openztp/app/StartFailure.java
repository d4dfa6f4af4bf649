package org.openztp.app;

import java.sql.SQLException;
import org.openztp.config.WrongSettings;
import org.openztp.db.DatabaseUnfit;

/**
 * Why the start failed, in words for an operator.
 *
 * @param foreseen the words say it all: no stack trace is wanted
 */
record StartFailure(String words, boolean foreseen) {
    /** H2's code for a database that another process has open. */
    private static final int IN_USE = 90020;

    static StartFailure of(Throwable error) {
        if (error instanceof WrongSettings) {
            return new StartFailure(error.getMessage(), true);
        }
        if (isInUse(error)) {
            return new StartFailure(
                    "The database in ZTP_HOME/db is in use: another server runs on this data folder."
                            + " Several at once, and parallel versions of one application, need MariaDB.",
                    true);
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseUnfit) {
                return new StartFailure("The database: " + cause.getMessage(), true);
            }
            if (cause instanceof SQLException) {
                return new StartFailure("The database cannot be opened: " + cause.getMessage(), true);
            }
        }
        return new StartFailure("The start failed: " + error, false);
    }

    /** Another process has the embedded database open. */
    static boolean isInUse(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == IN_USE) {
                return true;
            }
        }
        return false;
    }
}
