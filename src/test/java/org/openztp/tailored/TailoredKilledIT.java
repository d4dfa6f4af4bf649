package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.testkit.KillSwitch;
import org.openztp.testkit.MortalConnections;
import org.openztp.testkit.MortalSsh.Killed;
import org.openztp.testkit.TestDb;

/** A server that is killed with -9 right before each statement, and before and after each commit, of a device's image in turn. */
class TailoredKilledIT extends TailoredStage {
    private KillSwitch kill = KillSwitch.never();
    private boolean isAtWork;
    private boolean isKilled;

    @Override
    protected TestDb open() {
        return TestDb.h2(MortalConnections.atStatementsAndCommits(() -> isAtWork ? kill : KillSwitch.never()));
    }

    /** The next server takes it up, as it takes up every job whose node is dead. */
    @Override
    protected JobType tailoredJob() {
        JobType real = super.tailoredJob();
        return new JobType() {
            @Override
            public String name() {
                return real.name();
            }

            @Override
            public Next run(long id) throws Exception {
                isAtWork = true;
                try {
                    return real.run(id);
                } catch (Killed e) {
                    isKilled = true;
                    kill = KillSwitch.never();
                    return Next.again(clock.instant());
                } finally {
                    isAtWork = false;
                }
            }
        };
    }

    @Test
    void theImageIsMadeOnceAndFlashedOnceWheneverTheServerIsKilled() {
        List<String> undisturbed = story("nobody kills it", KillSwitch.never());
        assertThat(undisturbed).hasSize(5);
        int moment = 0;
        do {
            tearDown();
            setUp();
            isKilled = false;
            assertThat(story("killed at moment " + moment, new KillSwitch(moment)))
                    .as("killed at moment " + moment)
                    .isEqualTo(undisturbed);
            moment++;
        } while (isKilled);
        assertThat(moment).as("moments of one image").isGreaterThan(40);
    }

    /** What its history tells, numbers and times aside. */
    private List<String> story(String what, KillSwitch how) {
        kill = how;
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
