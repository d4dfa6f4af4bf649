package org.openztp.provision;

import java.time.Instant;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;

/** What new devices are to run before they get their configuration. Part of the caller's transaction. */
public interface FirmwareFirst {
    /** Nothing. */
    FirmwareFirst NOTHING = new FirmwareFirst() {
        @Override
        public Optional<Hold> of(Tx tx, Device device, Instant since) {
            return Optional.empty();
        }

        @Override
        public boolean isUnderWay(Tx tx, long device) {
            return false;
        }
    };

    /**
     * Why a device does not go on.
     *
     * @param inVain it will not of itself; else its upgrade is under way
     */
    record Hold(boolean inVain, String words) {}

    /**
     * Orders its upgrade where it needs one.
     *
     * @param device in hand, and its row is locked
     * @param since when its provisioning began: what came to nothing before is tried again
     * @return empty where it may go on
     */
    Optional<Hold> of(Tx tx, Device device, Instant since);

    /** Whether the device has an upgrade that has not ended. */
    boolean isUnderWay(Tx tx, long device);
}
