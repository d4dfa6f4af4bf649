package org.openztp.ssh;

import java.io.IOException;

/** Opens sessions to devices. */
public interface Ssh {
    /**
     * Connects and signs in: method none, the empty password, then the server's keys.
     *
     * @throws HostKeyChanged the device showed another key than the one on record; nothing was sent
     * @throws IOException refused, timed out, or no way to sign in
     */
    SshSession connect(SshTarget target) throws IOException;
}
