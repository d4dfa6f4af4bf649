package org.openztp.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Way;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;

/**
 * Which device's configuration is taken when: each PROVISIONED device's once a period, at the device's own time in it, and
 * whenever it was provisioned or an operator asks.
 */
public final class BackupOrders implements Recurring {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** Most in one go: after a day's outage, too, provisioning finds free sessions in between. */
    private static final int MOST = 100;

    /** The golden ratio: multiples of it, without their whole part, lie evenly whatever their number. */
    private static final double SPREAD = 0.6180339887498949;

    private static final Set<DeviceState> NOT_NOW =
            Set.of(DeviceState.PENDING, DeviceState.HOST_KEY_CHANGED, DeviceState.RETIRED);

    private final Inventory inventory;
    private final Jobs jobs;
    private final InstantSource clock;
    private final Duration every;

    /** @param every zero for only those that are asked for */
    public BackupOrders(Inventory inventory, Jobs jobs, Duration every) {
        this.inventory = inventory;
        this.jobs = jobs;
        this.clock = inventory.clock();
        this.every = every;
    }

    @Override
    public String name() {
        return "order-backups";
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    /** Orders what is due. */
    @Override
    public void run() {
        if (every.isZero()) {
            return;
        }
        inventory.db().txRetrying(tx -> {
            for (BackupOrder order : due(tx, MOST)) {
                order.due(next(order.deviceId()));
                jobs.enqueue(tx, BackupJob.NAME, order.deviceId(), now());
            }
            return null;
        });
    }

    List<BackupOrder> due(Tx tx, int most) {
        return tx.em()
                .createQuery("from BackupOrder o where o.dueAt <= :now order by o.dueAt", BackupOrder.class)
                .setParameter("now", now())
                .setMaxResults(most)
                .getResultList();
    }

    /** The device was provisioned in this transaction. */
    public void provisioned(Tx tx, long device) {
        order(tx, device).due(next(device));
        if (!every.isZero()) {
            jobs.enqueue(tx, BackupJob.NAME, device, now());
        }
    }

    /**
     * Takes one as soon as may be: by SSH, or when the device asks the next time.
     *
     * @return which of both
     * @throws Problem 404, or 409 where nobody may sign in to the device
     */
    public Way ask(long device, String actor) {
        return inventory.db().txRetrying(tx -> {
            Device locked = inventory.devices().lock(tx, device);
            if (NOT_NOW.contains(locked.state())) {
                throw Problem.conflict("device " + device + " is " + locked.state() + ": nobody signs in to it");
            }
            order(tx, device).askedBy(actor);
            jobs.enqueue(tx, BackupJob.NAME, device, now());
            return locked.pulling().way();
        });
    }

    /** Who waits for a backup of the device, empty for nobody but the clock; the next time there is nobody. */
    Optional<String> answered(Tx tx, long device) {
        BackupOrder order = tx.em().find(BackupOrder.class, device);
        if (order == null || order.askedBy() == null) {
            return Optional.empty();
        }
        String who = order.askedBy();
        order.askedBy(null);
        return Optional.of(who);
    }

    /** It is wanted, and by nobody more than by its time. */
    void wish(Tx tx, long device) {
        BackupOrder order = order(tx, device);
        if (order.askedBy() == null) {
            order.askedBy("");
        }
    }

    Optional<String> askedBy(Tx tx, long device) {
        return Optional.ofNullable(tx.em().find(BackupOrder.class, device)).map(BackupOrder::askedBy);
    }

    private BackupOrder order(Tx tx, long device) {
        BackupOrder order = tx.em().find(BackupOrder.class, device);
        if (order == null) {
            order = new BackupOrder(device, next(device));
            tx.em().persist(order);
        }
        return order;
    }

    /** The device's own time in the period, at least half a period from now. */
    private Instant next(long device) {
        return next(device, now(), every.isZero() ? Duration.ofDays(1) : every);
    }

    static Instant next(long device, Instant now, Duration every) {
        long period = every.toMillis();
        double part = device * SPREAD;
        long own = (long) ((part - Math.floor(part)) * period);
        long earliest = now.toEpochMilli() + period / 2;
        return Instant.ofEpochMilli(earliest + Math.floorMod(own - earliest, period));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
