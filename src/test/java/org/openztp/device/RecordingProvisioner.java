package org.openztp.device;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openztp.db.Tx;

/** Remembers what it was asked for, as far as it was committed. */
final class RecordingProvisioner implements Provisioner {
    final List<Long> enqueued = new CopyOnWriteArrayList<>();
    final List<Long> removed = new CopyOnWriteArrayList<>();

    @Override
    public void enqueue(Tx tx, Device device) {
        long id = device.id();
        tx.afterCommit(() -> enqueued.add(id));
    }

    @Override
    public void removed(Tx tx, long deviceId) {
        tx.afterCommit(() -> removed.add(deviceId));
    }
}
