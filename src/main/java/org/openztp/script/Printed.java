package org.openztp.script;

import org.openztp.ssh.SshSession;

/** What a run prints, and where it goes. */
public interface Printed extends SshSession.Sink {
    @Override
    void take(byte[] bytes, int offset, int length);

    @Override
    void idle();

    /** Keeps what is still held; nothing comes any more. */
    void finish();

    /** The last line that says something, cut to a readable length; empty without. */
    String lastLine();
}
