package org.openztp.ssh;

import java.io.IOException;

/** The connection ended before the call did; whether the device did what it was asked is not known. */
public final class ConnectionLost extends IOException {
    private static final long serialVersionUID = 1L;

    public ConnectionLost(String message) {
        super(message);
    }
}
