package org.openztp.planned;

/** There is no plan for a device now; its transaction is to be given up, and tried again when something has changed. */
public final class Waits extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;
    private final String pool;

    /** @param reason one of {@link org.openztp.script.Reason} */
    Waits(String reason, String words) {
        this(reason, words, null);
    }

    /** @param pool the one that has nothing left; null when it is not for a pool */
    Waits(String reason, String words, String pool) {
        super(words);
        this.reason = reason;
        this.pool = pool;
    }

    public String reason() {
        return reason;
    }

    public String pool() {
        return pool;
    }
}
