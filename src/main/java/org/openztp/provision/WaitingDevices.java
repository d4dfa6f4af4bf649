package org.openztp.provision;

import java.time.InstantSource;
import org.openztp.db.Tx;
import org.openztp.job.Jobs;

/** The devices that wait for a value of a pool. Each looks again from time to time; here some are told at once. */
public final class WaitingDevices {
    /** Those that come first may not get it, or may not want it any more. */
    private static final int WOKEN = 10;

    private final Jobs jobs;
    private final InstantSource clock;

    public WaitingDevices(Jobs jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /** A value of the pool is free when the transaction commits. */
    public void freed(Tx tx, String pool) {
        tx.em()
                .createQuery(
                        "select p.deviceId from Provisioning p where p.waitsFor = :pool order by p.waitsFor, p.deviceId",
                        Long.class)
                .setParameter("pool", pool)
                .setMaxResults(WOKEN)
                .getResultList()
                .forEach(device -> jobs.enqueue(tx, ProvisionJob.NAME, device, clock.instant()));
    }
}
