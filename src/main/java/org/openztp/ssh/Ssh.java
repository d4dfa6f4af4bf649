package org.openztp.ssh;

import java.io.IOException;

/** Opens sessions to devices. */
public interface Ssh {
    /**
     * Connects and signs in: method none, the empty password, then the server's keys. The host key of the first
     * sight is pinned once the sign-in succeeded.
     *
     * @throws HostKeyChanged the device showed another key than the one on record; nothing was sent
     * @throws SignInRefused no way to sign in
     * @throws IOException refused or timed out
     */
    SshSession connect(SshTarget target) throws IOException;
}
