package org.openztp.ssh;

import java.io.IOException;

/** A call took longer than it was given; its session is closed. */
public final class SshTimeout extends IOException {
    private static final long serialVersionUID = 1L;

    public SshTimeout(String message) {
        super(message);
    }
}
