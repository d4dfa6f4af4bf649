package org.openztp.device;

import java.util.Optional;
import org.openztp.db.Tx;

/** What the inventory shows of the upgrades, which are made above it. */
public interface DeviceUpgrades {
    /**
     * An upgrade that has not ended.
     *
     * @param build as CATEGORY/VERSION
     * @param progress in percent
     * @param mayBeCancelled nothing was flashed yet
     */
    record UpgradeNow(long id, String build, String state, String words, int progress, boolean mayBeCancelled) {}

    /** Empty while there is none. */
    Optional<UpgradeNow> now(Tx tx, long deviceId);
}
