package org.openztp.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalInt;

/** One signed-in session; not for use by two threads. Every call ends within its timeout. */
public interface SshSession extends AutoCloseable {
    /** Takes the output of a command as it comes, standard error merged in. */
    interface Sink {
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    /**
     * Runs a command and waits for its end.
     *
     * @return the exit code, or empty when the connection ended or the far shell was killed without telling one
     * @throws IOException the command could not be started, or the timeout passed (the session is closed then)
     */
    OptionalInt exec(String command, Sink output, Duration timeout) throws IOException;

    /** Writes a file on the device by {@code cat >}: there is no sftp-server on OpenWrt. */
    void put(InputStream content, String path, Duration timeout) throws IOException;

    @Override
    void close();
}
