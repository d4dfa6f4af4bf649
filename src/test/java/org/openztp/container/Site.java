package org.openztp.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** One container on one Java, as its operator sees it: started and stopped, with the WAR in it or not. */
interface Site extends AutoCloseable {
    /** Starts the container, with what is deployed in it. */
    void start() throws IOException;

    void stop() throws IOException;

    void deploy() throws IOException;

    void undeploy() throws IOException;

    /** Whether its process sees applications come and go. */
    boolean hostsApplications();

    /** The application's base URL, without a slash at its end. */
    URI url();

    long pid();

    /** The file of the container that holds what was deployed, as it came. */
    Path deployed() throws IOException;

    /** Every folder a careless application may write to. */
    List<Path> folders();

    /** Whether the container itself writes this file, which lies in one of the folders. */
    boolean ownFile(Path file);

    /** The names of the threads that the container, or who manages it, starts when they are needed. */
    String ownThreads();

    /** Everything the container has logged. */
    String log() throws IOException;

    /** How the container writes our line of this level and logger into its log, as a regular expression; the message follows. */
    String logLine(String level, String logger);

    /** By the container's own means: of our lines only warnings from its next start on. */
    void logOnlyWarnings() throws IOException;

    @Override
    void close();
}
