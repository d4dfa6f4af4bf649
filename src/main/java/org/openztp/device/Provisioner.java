package org.openztp.device;

import org.openztp.db.Tx;

/** What the inventory asks of the packages above it; both calls are part of the caller's transaction. */
public interface Provisioner {
    /** Queues the device's provisioning, or brings a waiting one forward to now. */
    void enqueue(Tx tx, Device device);

    /** The device is about to be removed: takes its waiting jobs away, its provisioning, its script runs and
     * what it has from the pools. */
    void removed(Tx tx, long deviceId);
}
