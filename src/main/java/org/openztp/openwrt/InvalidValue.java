package org.openztp.openwrt;

/** A word from outside that is not what it claims to be; the message says what to mend and never repeats control characters. */
public final class InvalidValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidValue(String message) {
        super(message);
    }
}
