package org.openztp.job;

import java.time.Duration;

/** Housekeeping that comes again and again, on one node at a time; must be safe to repeat, and short in its transactions. */
public interface Recurring {
    /** The name stored with it; no {@link JobType} has the same. */
    String name();

    /** From the end of one run to the next; the very first comes that long after the start that brought it. */
    Duration pause();

    /** @throws Exception logged, and tried again after the engine's pause */
    void run() throws Exception;
}
