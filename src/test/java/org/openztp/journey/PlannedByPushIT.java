package org.openztp.journey;

import org.openztp.testkit.LabRouter;

/** By SSH. */
class PlannedByPushIT extends PlannedContract {
    @Override
    void prepare(LabRouter plugged) {
        // as it comes
    }

    @Override
    void hurry(LabRouter waiting) {
        // the server comes by itself
    }
}
