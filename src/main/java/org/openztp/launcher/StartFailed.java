package org.openztp.launcher;

/** The server cannot start; the message is for the operator, the exit code for the shell: 2 for wrong settings, else 1. */
public final class StartFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    public StartFailed(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
