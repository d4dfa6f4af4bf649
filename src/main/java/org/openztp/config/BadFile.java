package org.openztp.config;

/** An operator's file that cannot be used; the message names the file, the line where it is known, and what to mend. */
public final class BadFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadFile(String message) {
        super(message);
    }
}
