package org.openztp.cli;

import picocli.CommandLine.ExitCode;

/** Why a command could not do what was asked, in one plain line, and the exit code that says so to programs. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int UNREACHABLE = 3;
    static final int INTERRUPTED = 130;

    private final int exitCode;
    private final int status;

    private ApiError(String message, int exitCode, int status) {
        super(message);
        this.exitCode = exitCode;
        this.status = status;
    }

    /** The server answered, and said no. */
    static ApiError refused(int status, String words) {
        return new ApiError(words, ExitCode.SOFTWARE, status);
    }

    /** Nothing to ask the server for: a name without a device, a file that is missing. */
    static ApiError failed(String words) {
        return new ApiError(words, ExitCode.SOFTWARE, 0);
    }

    static ApiError usage(String words) {
        return new ApiError(words, ExitCode.USAGE, 0);
    }

    static ApiError unreachable(String words) {
        return new ApiError(words, UNREACHABLE, 0);
    }

    static ApiError interrupted() {
        return new ApiError("interrupted", INTERRUPTED, 0);
    }

    int exitCode() {
        return exitCode;
    }

    /** The HTTP status, 0 when no answer came. */
    int status() {
        return status;
    }

    /** True when trying again later may help: no server, or one that is just starting or overloaded. */
    boolean mayPass() {
        return exitCode == UNREACHABLE || status >= 500;
    }
}
