package org.openztp.archive;

/** The bytes are no archive that is kept; the message says what is wrong with them. */
public final class BadArchive extends Exception {
    private static final long serialVersionUID = 1L;

    public BadArchive(String words) {
        super(words);
    }
}
