package org.openztp.upgrade;

import java.time.Instant;
import java.util.List;
import org.openztp.db.Page;
import org.openztp.device.DeviceView;
import org.openztp.firmware.store.Firmware;

/**
 * The upgrades of a device as a page shows them, newest first, and what it could be upgraded to.
 *
 * @param images of the device's board, newest first
 */
public record UpgradePage(DeviceView device, List<Firmware> images, Page<UpgradeView> upgrades, Instant now) {
    /** Whether another one may be asked for. */
    public boolean isFree() {
        return upgrades.items().stream().allMatch(upgrade -> upgrade.state().isEnd());
    }

    public static boolean mayBeRetried(UpgradeView upgrade) {
        return upgrade.state().isEnd() && upgrade.state() != UpgradeState.SUCCESS;
    }

    /** The style sheet's class of a state: that of the device's state which is most like it. */
    public static String css(UpgradeState state) {
        return switch (state) {
            case SUCCESS, SKIPPED -> "s-provisioned";
            case FAILED, ABORTED, EXPIRED -> "s-failed";
            case CANCELLED -> "s-retired";
            case QUEUED -> "s-registered";
            case CHECKING, TRANSFERRING, FLASHING, REBOOTING, VERIFYING -> "s-upgrading";
        };
    }
}
