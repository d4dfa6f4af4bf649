package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openztp.job.JobType;
import org.openztp.testkit.KillSwitch;
import org.openztp.testkit.MortalConnections;
import org.openztp.testkit.MortalJob;
import org.openztp.testkit.TestDb;

/** A server that is killed with -9 right before and right after each commit of a roll-out in turn. */
class RolloutKilledIT extends RolloutStage {
    private static final int DEVICES = 3;

    private final MortalJob mortal = new MortalJob();

    @Override
    TestDb open(Path folder) {
        return TestDb.h2(MortalConnections.atCommits(mortal::killing));
    }

    @Override
    JobType rolloutJob() {
        return mortal.of(super.rolloutJob(), clock);
    }

    @Test
    void eachRouterIsFlashedOnceAndEachStepIsToldOnceWheneverTheServerIsKilled() throws Exception {
        List<String> undisturbed = rollOut("nobody kills it", KillSwitch.never());
        int moment = 0;
        do {
            String what = "killed at moment " + moment;
            assertThat(rollOut(what, new KillSwitch(moment))).as(what).isEqualTo(undisturbed);
            moment++;
        } while (mortal.wasKilled());
        assertThat(moment).as("moments of one roll-out").isGreaterThan(20);
    }

    /** Gives what happened to it, in words. */
    private List<String> rollOut(String what, KillSwitch how) throws Exception {
        setUp();
        mortal.until(how);
        List<Long> devices = devices(DEVICES);
        long id = ask(plan(List.of(new Stage(null, 1, null, 100, 0)), null, overall(2)));
        until(id, RolloutState.FINISHED);
        assertThat(devices).as(what).allMatch(device -> fleet.flashes(device) == 1);
        assertThat(view(id).count("SUCCESS")).isEqualTo(DEVICES);
        return test.db().tx(tx -> rollouts.events(tx, id)).stream()
                .map(RolloutEventView::message)
                .toList();
    }
}
