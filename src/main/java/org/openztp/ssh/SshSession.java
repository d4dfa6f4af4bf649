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

        /** Called on the same thread about four times a second while nothing comes. */
        default void idle() throws IOException {}
    }

    /**
     * Runs a command, its standard input empty, and waits for its end.
     *
     * @return the exit code, or empty when the connection ended or the far shell was killed without telling one
     * @throws SshTimeout the timeout passed; the session is closed then
     * @throws IOException the command could not be started, or the sink refused
     */
    OptionalInt exec(String command, Sink output, Duration timeout) throws IOException;

    /**
     * Writes a file on the device, readable by its owner alone, by {@code cat >}: there is no sftp-server on OpenWrt.
     * The file appears whole or not at all.
     *
     * @throws SshTimeout the timeout passed; the session is closed then
     * @throws ConnectionLost the connection ended meanwhile
     * @throws IOException the device could not keep the file; its own words are in the message
     */
    void put(InputStream content, String path, Duration timeout) throws IOException;

    @Override
    void close();
}
