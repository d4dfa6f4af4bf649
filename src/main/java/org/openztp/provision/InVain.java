package org.openztp.provision;

/** The device was flashed to what it is to be flashed to, and runs something else: it is not to be flashed again. */
final class InVain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InVain(String release, String runs) {
        super("it was flashed to " + release + " and still runs " + runs);
    }
}
