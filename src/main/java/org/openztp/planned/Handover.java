package org.openztp.planned;

import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;

/** A configuration that a device gets once, before all that its plan does. */
public interface Handover {
    /**
     * @param name of the step
     * @param archive as {@code sysupgrade -b} makes it
     */
    record Given(String name, byte[] archive) {}

    /** Empty when there is none, or the device was provisioned with it. */
    Optional<Given> of(Tx tx, Device device);
}
