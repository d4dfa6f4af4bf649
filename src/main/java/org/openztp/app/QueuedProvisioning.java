package org.openztp.app;

import java.time.InstantSource;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Provisioner;
import org.openztp.job.Jobs;

/** Provisioning as a durable job by the device's id. */
record QueuedProvisioning(Jobs jobs, InstantSource clock) implements Provisioner {
    private static final String TYPE = "provision";

    @Override
    public void enqueue(Tx tx, Device device) {
        jobs.enqueue(tx, TYPE, device.id(), clock.instant());
    }

    @Override
    public void removed(Tx tx, long deviceId) {
        jobs.remove(tx, TYPE, deviceId);
    }
}
