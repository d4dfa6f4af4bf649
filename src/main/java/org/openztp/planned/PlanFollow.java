package org.openztp.planned;

import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.firmware.NotRead;

/** Whether a device's plan has become another one since it was carried out. Takes nothing from the pools. */
public record PlanFollow(Planning planning, PlanRuns plans) {
    /** False also where there would be no plan now: what the device is then stays. */
    public boolean isOutdated(Tx tx, Device device) {
        return plans.find(tx, device.id())
                .filter(plan -> !plan.digest().equals(digest(tx, device, plan.digest())))
                .isPresent();
    }

    private String digest(Tx tx, Device device, String otherwise) {
        try {
            return planning.preview(tx, Planning.Candidate.of(device)).digest();
        } catch (Waits | NotRead e) {
            return otherwise;
        }
    }
}
