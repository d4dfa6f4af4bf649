package org.openztp.replacement;

import java.io.IOException;
import java.nio.file.Path;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.job.JobType;
import org.openztp.job.Next;

/** Puts the folder of a device aside whose place another one has; its id is the device's. */
public final class PutAsideJob implements JobType {
    static final String NAME = "put-node-aside";

    private final Inventory inventory;
    private final NodePlaces places;

    /** @param nodes ZTP_HOME/nodes */
    public PutAsideJob(Inventory inventory, Path nodes) {
        this.inventory = inventory;
        this.places = new NodePlaces(nodes);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) throws IOException {
        Device device = inventory
                .db()
                .tx(tx -> inventory.devices().find(tx, id))
                .filter(found -> found.state() == DeviceState.RETIRED)
                .orElse(null);
        if (device != null) {
            places.putAside(device);
        }
        return Next.done();
    }
}
