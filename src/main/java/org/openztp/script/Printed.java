package org.openztp.script;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.openztp.ssh.SshSession;

/** What a run prints, and where it goes. */
public interface Printed extends SshSession.Sink {
    @Override
    void take(byte[] bytes, int offset, int length);

    @Override
    void idle();

    /** Keeps what is still held; nothing comes any more. */
    void finish();

    /** Writes down what is held and counted, so that another object for the same run can go on with {@link #restore}. */
    void save(DataOutput out) throws IOException;

    /** Before anything was taken. */
    void restore(DataInput in) throws IOException;

    /** The last line that says something, cut to a readable length; empty without. */
    String lastLine();
}
