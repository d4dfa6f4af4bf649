package org.openztp.job;

import java.time.Duration;

/** Housekeeping that comes again and again, on one node at a time; must be safe to repeat, and short in its transactions. */
public interface Recurring {
    /** The name stored with it; no {@link JobType} has the same. */
    String name();

    /** From the end of one run to the next; a node's start runs it at once. */
    Duration pause();

    /** @throws Exception logged, and tried again after the engine's pause */
    void run() throws Exception;
}
