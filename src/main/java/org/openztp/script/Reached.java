package org.openztp.script;

import org.openztp.ssh.SshSession;

/** A session to the device that is meant, and the boot it runs since. */
public record Reached(SshSession session, String bootId) implements AutoCloseable {
    @Override
    public void close() {
        session.close();
    }
}
