package org.openztp.device;

import java.util.Optional;
import org.openztp.db.Tx;

/** What the inventory shows of the images that are made for devices, which is done above it. */
public interface DeviceImages {
    /**
     * The image that a device is to have of its own.
     *
     * @param release empty where none can be made
     * @param packages that are wanted, in words
     * @param state how far it is, or whether the device runs it
     * @param progress in percent; null while nothing is under way
     * @param mayBeAsked whether it can be made now
     */
    record ImageNow(
            String release, String packages, String state, String words, Integer progress, boolean mayBeAsked) {}

    /** Empty where the device is to have none. */
    Optional<ImageNow> now(Tx tx, long deviceId);
}
