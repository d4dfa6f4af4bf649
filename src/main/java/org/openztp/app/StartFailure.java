package org.openztp.app;

import java.sql.SQLException;
import org.openztp.config.WrongSettings;

/** Why the start failed, in words for an operator. */
final class StartFailure {
    /** H2's code for a database that another process has open. */
    private static final int IN_USE = 90020;

    private StartFailure() {}

    static String words(Throwable error) {
        if (error instanceof WrongSettings) {
            return error.getMessage();
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getErrorCode() == IN_USE
                        ? "The database in ZTP_HOME/db is in use: another server runs on this data folder."
                        : "The database cannot be opened: " + sql.getMessage();
            }
        }
        return "The start failed: " + error;
    }
}
