package org.openztp.plan;

/** There is no plan for this device; the message says file, line and what to mend. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(Place place, String words) {
        super(place + ": " + words);
    }
}
