package org.openztp.app;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.openztp.db.Tx;
import org.openztp.device.DeviceQuery;
import org.openztp.device.Devices;
import org.openztp.firmware.store.ImageUses;
import org.openztp.rollout.RollingOut;
import org.openztp.upgrade.Upgrades;

/** The upgrades that are under way or to come, what the devices on record run, and what they should. */
record UsesOfImages(Devices devices, Upgrades upgrades, Predicate<String> desired) implements ImageUses {
    @Override
    public Optional<String> work(Tx tx, Collection<Long> images) {
        return upgrades.using(tx, images).or(() -> RollingOut.using(tx, images));
    }

    @Override
    public boolean isRun(Tx tx, Collection<String> releases) {
        return releases.stream()
                .map(release -> new DeviceQuery(Map.of("release", release), "id", null, 1))
                .anyMatch(query -> !devices.list(tx, query).items().isEmpty());
    }

    @Override
    public boolean isDesired(String build) {
        return desired.test(build);
    }
}
