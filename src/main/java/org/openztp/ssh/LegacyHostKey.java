package org.openztp.ssh;

import java.io.IOException;

/** The device signs by ssh-rsa (SHA-1) alone, which is not allowed for it; nothing was sent. */
public final class LegacyHostKey extends IOException {
    private static final long serialVersionUID = 1L;

    public LegacyHostKey(String message) {
        super(message);
    }
}
