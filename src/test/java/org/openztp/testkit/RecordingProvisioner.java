package org.openztp.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Provisioner;

/** Provisions nothing; remembers what it was asked for, as far as it was committed. */
public final class RecordingProvisioner implements Provisioner {
    private final List<Long> enqueued = new CopyOnWriteArrayList<>();
    private final List<Long> resumed = new CopyOnWriteArrayList<>();
    private volatile boolean outdated;
    private final List<Long> removed = new CopyOnWriteArrayList<>();

    /** The ids, in the order of the commits. */
    public List<Long> enqueued() {
        return enqueued;
    }

    public List<Long> removed() {
        return removed;
    }

    @Override
    public void enqueue(Tx tx, Device device) {
        long id = device.id();
        tx.afterCommit(() -> enqueued.add(id));
    }

    /** The ids, in the order of the commits. */
    public List<Long> resumed() {
        return resumed;
    }

    @Override
    public void resume(Tx tx, Device device) {
        long id = device.id();
        tx.afterCommit(() -> resumed.add(id));
    }

    /** All who are done are to become something else. */
    public void outdate() {
        outdated = true;
    }

    @Override
    public boolean isOutdated(Tx tx, Device device) {
        return outdated;
    }

    @Override
    public void removed(Tx tx, long deviceId) {
        tx.afterCommit(() -> removed.add(deviceId));
    }
}
