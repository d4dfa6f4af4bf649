package org.openztp.device;

import java.util.Optional;
import org.openztp.db.Tx;

/** What the inventory shows of the plans, which are made above it. */
public interface DevicePlans {
    /** The newest plan of a device; empty while there was none. */
    Optional<PlanView> view(Tx tx, long deviceId);
}
