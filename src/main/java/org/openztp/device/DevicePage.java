package org.openztp.device;

import java.time.Instant;
import java.util.Set;
import org.openztp.db.Tx;

/** What the page of one device shows. */
public record DevicePage(DeviceView device, Timeline timeline, long lastEvent, Instant now) {
    private static final Set<DeviceState> MAY_RETRY =
            Set.of(DeviceState.REGISTERED, DeviceState.RETRYING, DeviceState.PROVISIONED, DeviceState.FAILED);

    private static final int EVENTS = 300;

    /** @param before the cursor of older entries; null for the newest */
    static DevicePage read(Tx tx, Inventory inventory, long id, String before) {
        Device device = inventory.devices().get(tx, id);
        long last = inventory.events().lastId(tx);
        Timeline timeline = Timeline.of(inventory.events().newest(tx, id, before, EVENTS));
        return new DevicePage(DeviceView.of(device), timeline, last, inventory.now());
    }

    public boolean mayRetry() {
        return MAY_RETRY.contains(device.state());
    }
}
