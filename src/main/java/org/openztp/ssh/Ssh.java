package org.openztp.ssh;

import java.io.IOException;

/** Opens sessions to devices. */
public interface Ssh {
    /**
     * Connects and signs in: method none, the empty password, then the server's keys. The host key of the first
     * sight is pinned once the sign-in succeeded.
     *
     * @throws HostKeyChanged the device showed another key than the one on record; nothing was sent
     * @throws LegacyHostKey the device has no host key but one that {@link SshTarget#legacy} would allow
     * @throws SignInRefused no way to sign in
     * @throws IOException refused or timed out
     */
    SshSession connect(SshTarget target) throws IOException;
}
