package org.openztp.ssh;

import java.io.IOException;

/** The device at this address showed another host key than the pinned one. */
public final class HostKeyChanged extends IOException {
    private static final long serialVersionUID = 1L;

    public HostKeyChanged(String message) {
        super(message);
    }
}
