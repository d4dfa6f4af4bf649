package org.openztp.provision;

import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.job.Jobs;
import org.openztp.pool.Pools;
import org.openztp.script.ScriptOrders;

/** What the inventory asks of the provisioning: queue a device, and forget one with its jobs, its runs and what it has from
 * the pools. */
public final class ProvisionQueue implements Provisioner {
    private final Jobs jobs;
    private final ScriptOrders orders;
    private final Pools pools;
    private final Inventory inventory;
    private final BiPredicate<Tx, Device> outdated;
    private BiConsumer<Tx, Device> whenCalled = (tx, device) -> {};
    private BiConsumer<Tx, Device> whenRenewed = (tx, device) -> {};
    private BiConsumer<Tx, Long> whenRemoved = (tx, device) -> {};

    /** @param outdated whether a device that is done is to become something else */
    public ProvisionQueue(
            Jobs jobs, ScriptOrders orders, Pools pools, Inventory inventory, BiPredicate<Tx, Device> outdated) {
        this.jobs = jobs;
        this.orders = orders;
        this.pools = pools;
        this.inventory = inventory;
        this.outdated = outdated;
    }

    /** Tells somebody else of devices that call, that are let in anew, and that are about to be removed. */
    public ProvisionQueue telling(
            BiConsumer<Tx, Device> called, BiConsumer<Tx, Device> renewed, BiConsumer<Tx, Long> removed) {
        whenCalled = called;
        whenRenewed = renewed;
        whenRemoved = removed;
        return this;
    }

    @Override
    public void called(Tx tx, Device device) {
        whenCalled.accept(tx, device);
    }

    @Override
    public void renewed(Tx tx, Device device) {
        whenRenewed.accept(tx, device);
    }

    @Override
    public boolean isOutdated(Tx tx, Device device) {
        return outdated.test(tx, device);
    }

    @Override
    public void enqueue(Tx tx, Device device) {
        jobs.enqueue(tx, ProvisionJob.NAME, device.id(), inventory.now());
    }

    @Override
    public void resume(Tx tx, Device device) {
        enqueue(tx, device);
        orders.resume(tx, device.id());
    }

    @Override
    public void removed(Tx tx, long deviceId) {
        whenRemoved.accept(tx, deviceId);
        jobs.remove(tx, ProvisionJob.NAME, deviceId);
        orders.removed(tx, deviceId);
        pools.release(tx, deviceId);
        tx.em()
                .createQuery("delete from Provisioning p where p.deviceId = :device")
                .setParameter("device", deviceId)
                .executeUpdate();
    }
}
