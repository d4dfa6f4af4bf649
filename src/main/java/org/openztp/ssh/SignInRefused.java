package org.openztp.ssh;

import java.io.IOException;

/** The device answered, showed the right host key, and let none of the ways to sign in pass. */
public final class SignInRefused extends IOException {
    private static final long serialVersionUID = 1L;

    public SignInRefused(String message) {
        super(message);
    }
}
