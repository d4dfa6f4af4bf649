package org.openztp.db;

/** The database cannot be used as it is; the message tells the operator why, and what to mend. */
public final class DatabaseUnfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseUnfit(String words, Throwable cause) {
        super(words, cause);
    }
}
