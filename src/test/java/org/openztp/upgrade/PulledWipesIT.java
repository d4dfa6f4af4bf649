package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openztp.device.DeviceState;

/** A planned wipe of a router that asks for its work: it has nothing left to prove itself by. */
class PulledWipesIT extends PulledStage {
    @Test
    void aPlannedWipeIsProvisionedAnew() {
        long id = ask("n");
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
    }
}
