package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.openztp.device.Device;
import org.openztp.device.DeviceChange;
import org.openztp.device.DeviceState;
import org.openztp.device.Way;
import org.openztp.job.Next;
import org.openztp.script.ScriptRun;

/** One simulated router that asks for its work: nobody goes there. */
abstract class PulledStage extends UpgradeStage {
    private static final Duration EVERY = Duration.ofMinutes(1);

    SimulatedAgent agent;

    void plugIn() {
        device = device(DeviceState.PROVISIONED);
        router = fleet.router(device);
        change(device, locked -> locked.pulling().wish());
        agent = new SimulatedAgent(this);
    }

    @BeforeEach
    void pull() {
        plugIn();
    }

    /** The router asks each minute, and the job runs when it is due. */
    UpgradeOperation askingToTheEnd(long id) {
        for (int i = 0; i < 200 && !upgrade(id).state().isEnd(); i++) {
            workOff(id);
            agent.asks();
            shop.clock().advance(EVERY);
            backAfterAFlash(id);
        }
        assertThat(upgrade(id).state().isEnd()).as(upgrade(id).words()).isTrue();
        agent.asks();
        return upgrade(id);
    }

    /** What its job does now. */
    void workOff(long id) {
        for (Next next = run(id); next instanceof Next.Again again; next = run(id)) {
            if (again.at().isAfter(shop.clock().instant())) {
                return;
            }
        }
    }

    void asksUntil(long id, UpgradeState state) {
        for (int i = 0; i < 50 && upgrade(id).state() != state; i++) {
            agent.asks();
            workOff(id);
        }
        assertThat(upgrade(id).state()).as(upgrade(id).words()).isEqualTo(state);
    }

    void assertNothingIsOpen() {
        assertThat(shop.runsOf(device)).allMatch(run -> run.state().isEnd());
    }

    /** What it is given is not run. */
    ScriptRun flashGiven(long id) throws Exception {
        ScriptRun run = agent.claim().orElseThrow();
        assertThat(run.arguments()).startsWith("flash");
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.FLASHING);
        return run;
    }

    void go(Way way) {
        operator().change(device, new DeviceChange(way, null, null, null), "maria", Device::id);
    }
}
