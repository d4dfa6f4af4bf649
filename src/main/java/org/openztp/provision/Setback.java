package org.openztp.provision;

/** An attempt came to nothing; there may be another one. */
final class Setback extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    /** @param reason one of {@link org.openztp.script.Reason} */
    Setback(String reason, String words) {
        super(words);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
