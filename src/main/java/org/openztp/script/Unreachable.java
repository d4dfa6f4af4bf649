package org.openztp.script;

/** There is no session to the device; nothing was done on it. */
public final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    public Unreachable(String reason, String words) {
        super(words);
        this.reason = reason;
    }

    /** One of {@link Reason}. */
    public String reason() {
        return reason;
    }
}
