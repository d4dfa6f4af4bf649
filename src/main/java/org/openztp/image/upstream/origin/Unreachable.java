package org.openztp.image.upstream.origin;

/** An upstream does not answer, or not in time, or that it cannot at the moment: it is not asked for anything else then. */
public final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
