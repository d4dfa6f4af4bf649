package org.openztp.job;

/**
 * One kind of background work. A run must be safe to repeat: executions are at least once, and a killed node's runs are
 * revived. A run never sleeps for the outside world; it returns {@link Next#again}.
 */
public interface JobType {
    /** The name stored with each job, for instance {@code provision}. */
    String name();

    /**
     * Does one run outside any transaction.
     *
     * @param id the row the job serves, for instance a device's id
     * @throws Exception anything unforeseen: logged, and the job runs again after the engine's pause
     */
    Next run(long id) throws Exception;
}
