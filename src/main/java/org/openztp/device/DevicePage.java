package org.openztp.device;

import java.time.Instant;
import java.util.Set;
import org.openztp.db.Tx;

/**
 * What the page of one device shows.
 *
 * @param upgrade null while there is none
 * @param image null where the device is to have none of its own
 */
public record DevicePage(
        DeviceView device,
        Timeline timeline,
        DeviceUpgrades.UpgradeNow upgrade,
        DeviceImages.ImageNow image,
        long lastEvent,
        Instant now) {
    private static final Set<DeviceState> MAY_RETRY = Set.of(
            DeviceState.REGISTERED,
            DeviceState.RETRYING,
            DeviceState.WAITING,
            DeviceState.PROVISIONED,
            DeviceState.FAILED);

    private static final int EVENTS = 300;

    /** @param before the cursor of older entries; null for the newest */
    static DevicePage read(Tx tx, Inventory inventory, DevicePages.Work work, long id, String before) {
        Device device = inventory.devices().get(tx, id);
        long last = inventory.events().lastId(tx);
        Timeline timeline = Timeline.of(inventory.events().newest(tx, id, before, EVENTS));
        PlanView plan = work.plans().view(tx, id).orElse(null);
        DeviceUpgrades.UpgradeNow upgrade = work.upgrades().now(tx, id).orElse(null);
        DeviceImages.ImageNow image = work.images().now(tx, id).orElse(null);
        return new DevicePage(DeviceView.of(device, plan), timeline, upgrade, image, last, inventory.now());
    }

    /** Why the device waits, in the words of its history; empty where that is not known. */
    public String waitsFor() {
        return device.state() != DeviceState.WAITING
                ? ""
                : timeline.entries().stream()
                        .flatMap(entry -> entry.events().stream())
                        .filter(event -> Timeline.state(event)
                                .filter(DeviceState.WAITING::equals)
                                .isPresent())
                        .findFirst()
                        .map(Timeline::words)
                        .orElse("");
    }

    /** Whether another box could take its place. */
    public boolean hasPlace() {
        return device.state() != DeviceState.PENDING && device.state() != DeviceState.RETIRED;
    }

    public boolean mayRetry() {
        return MAY_RETRY.contains(device.state());
    }
}
