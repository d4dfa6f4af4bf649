package org.openztp.device;

import org.openztp.db.Tx;

/** What the inventory asks of the packages above it; every call is part of the caller's transaction. */
public interface Provisioner {
    /** Queues the device's provisioning, or brings a waiting one forward to now. */
    void enqueue(Tx tx, Device device);

    /** What waits on the device has its turn: it goes on by SSH, or comes to nothing where the device was replaced. */
    default void resume(Tx tx, Device device) {
        enqueue(tx, device);
    }

    /** Whether a device that is done is to be provisioned again, because it is to become something else now. */
    default boolean isOutdated(Tx tx, Device device) {
        return false;
    }

    /** The device has called: what waits for it need wait no longer. Its own provisioning is {@link #enqueue}'s. */
    default void called(Tx tx, Device device) {}

    /** The device was let in anew, with another token: whatever it had been given before may be gone. */
    default void renewed(Tx tx, Device device) {}

    /**
     * The device is about to be removed: takes its waiting jobs away, its provisioning, its script runs and what it has
     * from the pools.
     */
    void removed(Tx tx, long deviceId);
}
