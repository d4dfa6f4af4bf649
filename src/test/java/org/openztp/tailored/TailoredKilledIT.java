package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openztp.job.JobType;
import org.openztp.testkit.KillSwitch;
import org.openztp.testkit.MortalConnections;
import org.openztp.testkit.MortalJob;
import org.openztp.testkit.TestDb;

/** A server that is killed with -9 right before each statement, and before and after each commit, of a device's image in turn. */
class TailoredKilledIT extends TailoredStage {
    private final MortalJob mortal = new MortalJob();

    @Override
    protected TestDb open() {
        return TestDb.h2(MortalConnections.atStatementsAndCommits(mortal::killing));
    }

    @Override
    protected JobType tailoredJob() {
        return mortal.of(super.tailoredJob(), clock);
    }

    @Test
    void theImageIsMadeOnceAndFlashedOnceWheneverTheServerIsKilled() {
        List<String> undisturbed = story("nobody kills it", KillSwitch.never());
        assertThat(undisturbed).hasSize(5);
        int moment = 0;
        do {
            tearDown();
            setUp();
            assertThat(story("killed at moment " + moment, new KillSwitch(moment)))
                    .as("killed at moment " + moment)
                    .isEqualTo(undisturbed);
            moment++;
        } while (mortal.wasKilled());
        assertThat(moment).as("moments of one image").isGreaterThan(40);
    }

    /** What its history tells, numbers and times aside. */
    private List<String> story(String what, KillSwitch how) {
        mortal.until(how);
        definition("upgrade: {image: {packages: [tcpdump]}, fix: automatic}");
        long device = device(OLD);
        look();
        until(device, TailoredState.INSTALLED);
        look();
        assertThat(drift(device)).as(what).startsWith("OK");
        assertThat(fleet.flashes(device)).as(what).isOne();
        assertThat(builder.made).as(what).hasSize(1);
        assertThat(count("upgrade_operation")).as(what).isOne();
        assertThat(count("firmware_image")).as(what).isOne();
        assertThat(count("tailored_image")).as(what).isOne();
        return told(device).stream()
                .map(line -> line.replaceAll("upgrade \\d+", "upgrade N"))
                .toList();
    }
}
