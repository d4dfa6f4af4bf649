package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.MortalSsh;
import org.openztp.testkit.Workshop;

class ProvisionKilledIT extends ProvisionBench {
    /** Kills the server right before or right after each of its acts on the device in turn. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerKilledBetweenAnyTwoStepsGoesOnAndFlashesOnce(boolean afterTheAct) throws IOException {
        int act = 0;
        boolean killed = true;
        while (killed) {
            String fresh = newMac();
            Path folder = home.resolve("killed-" + act);
            try (FakeRouter each = new FakeRouter(fresh, OLD);
                    Workshop shop = new Workshop(folder, each.sshd().port(), test.db())) {
                killed = survives(each, shop, shop.register(fresh), act, afterTheAct);
            }
            act++;
        }
        assertThat(act).as("acts of one provisioning").isGreaterThan(12);
    }

    private boolean survives(FakeRouter each, Workshop shop, long device, int act, boolean afterTheAct)
            throws IOException {
        each.script(each::initScript);
        shop.ssh().killAt(act, afterTheAct);
        boolean killed = false;
        for (int i = 0; i < 60; i++) {
            try {
                Next next = newJob(shop).run(device);
                if (!(next instanceof Next.Again again)) {
                    break;
                }
                shop.clock().set(again.at());
            } catch (MortalSsh.Killed e) {
                killed = true;
            }
            if (each.flashes() > 0 && each.release().equals(OLD)) {
                each.boot(NEW);
            }
        }
        String what = "killed " + (afterTheAct ? "after" : "before") + " act " + act;
        assertThat(shop.device(device).state()).as(what).isEqualTo(DeviceState.PROVISIONED);
        assertThat(each.release()).as(what).isEqualTo(NEW);
        assertThat(each.flashes()).as(what).isOne();
        assertThat(each.starts()).as(what).isEqualTo(2);
        assertThat(each.authorizedKeys()).as(what).hasSize(2);
        return killed;
    }
}
