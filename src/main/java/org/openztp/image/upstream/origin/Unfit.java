package org.openztp.image.upstream.origin;

/** A file of an upstream is not what it should be; the message says what is wrong with it, in one line. */
public final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    public Unfit(String message) {
        super(message.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(message.length(), LONGEST)));
    }
}
