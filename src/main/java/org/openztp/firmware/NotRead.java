package org.openztp.firmware;

/** The checksum of a new file is being worked out; a little later it is there. */
public final class NotRead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRead(String file) {
        super("fw/" + file + " is new and being read; try again in a moment");
    }
}
