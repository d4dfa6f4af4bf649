package org.openztp.firmware;

/** The file is no firmware image, or a broken one; the message says what is wrong with it. */
public final class BadImage extends Exception {
    private static final long serialVersionUID = 1L;

    BadImage(String words) {
        super(words);
    }
}
