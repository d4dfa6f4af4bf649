package org.openztp.provision;

import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
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

    /** How many devices wait for each pool that has nothing left. */
    public static Map<String, Long> byPool(Tx tx) {
        Map<String, Long> waiting = new TreeMap<>();
        tx.em()
                .createQuery(
                        "select p.waitsFor, count(p) from Provisioning p where p.waitsFor is not null group by p.waitsFor",
                        Object[].class)
                .getResultList()
                .forEach(row -> waiting.put((String) row[0], (Long) row[1]));
        return waiting;
    }

    /** Whether a device waits for a value of the pool. */
    static boolean isWaitedFor(Tx tx, String pool) {
        return !tx.em()
                .createQuery("select 1 from Provisioning p where p.waitsFor = :pool", Integer.class)
                .setParameter("pool", pool)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
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
