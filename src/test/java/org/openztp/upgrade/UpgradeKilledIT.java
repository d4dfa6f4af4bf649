package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;
import org.openztp.testkit.MortalSsh;
import org.openztp.upgrade.SimulatedRouter.Flash;

/** A server that is killed with -9 right before or right after each of its visits in turn. */
class UpgradeKilledIT extends UpgradeStage {
    @ParameterizedTest
    @CsvSource({"false, TAKES", "true, TAKES", "true, BOOTS_OLD", "true, REFUSES"})
    void aRouterIsToldToFlashOnceWheneverTheServerIsKilled(boolean afterwards, Flash flash) throws IOException {
        int visit = 0;
        boolean killed = true;
        while (killed) {
            killed = survives(visit++, afterwards, flash);
        }
        assertThat(visit).as("visits of one upgrade").isGreaterThan(4);
    }

    private boolean survives(int visit, boolean afterwards, Flash flash) throws IOException {
        device = device(DeviceState.PROVISIONED);
        router = fleet.router(device);
        router.flash = flash;
        Visits visits = new MortalVisits(fleet, visit, afterwards);
        long id = ask();
        boolean killed = false;
        for (int i = 0; i < 300; i++) {
            try {
                if (!(job(visits).run(id) instanceof Next.Again again)) {
                    break;
                }
                setClock(again);
            } catch (MortalSsh.Killed e) {
                killed = true;
                visits = fleet;
                shop.clock().advance(Duration.ofSeconds(7));
            }
            backAfterAFlash(id);
        }
        String what = "killed " + (afterwards ? "after" : "before") + " visit " + visit;
        UpgradeState end = flash == Flash.TAKES ? UpgradeState.SUCCESS : UpgradeState.FAILED;
        assertThat(upgrade(id).state()).as(what + ": " + upgrade(id).words()).isEqualTo(end);
        assertThat(router.flashes).as(what).isOne();
        assertThat(router.prepares).as(what).isOne();
        assertThat(device().state()).as(what).isEqualTo(DeviceState.PROVISIONED);
        return killed;
    }
}
