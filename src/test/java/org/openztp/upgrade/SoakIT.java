package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;
import org.openztp.plan.Health;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRunState;
import org.openztp.testkit.MortalSsh.Killed;

/** What a router has to show after it was seen to run what was promised. */
class SoakIT extends UpgradeStage {
    private static final Health LOG =
            new Health(List.of(new Health.Check("ap.yaml:3", Health.Kind.COMMAND, "logread")), Optional.empty());
    private static final Health WATCHED = new Health(LOG.checks(), Optional.of(Duration.ofMinutes(1)));

    @Test
    void aRouterOfWhichNothingIsAskedIsDoneAtOnce() {
        long id = ask();
        runToTheEnd(id);
        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.healthRuns).isZero();
    }

    /** An upgrade whose router is back, and watched. */
    private long watched() {
        health = WATCHED;
        router.looksUntilBack = 2;
        long id = ask();
        runUntil(id, UpgradeState.VERIFYING);
        return id;
    }

    @Test
    void aRouterThatShowsThatAllIsWellHasBeenUpgraded() {
        long id = watched();
        assertThat(upgrade(id).words()).contains("PT1M");
        assertThat(device().state()).isEqualTo(DeviceState.UPGRADING);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.healthRuns).isOne();
        assertThat(router.settled).isEqualTo(upgrade(id).image().sha256());
        assertThat(shop.runsOf(device)).allMatch(run -> run.state() == ScriptRunState.SUCCEEDED);
        assertThat(shop.output(device)).contains("all is well");
        assertThat(kept(id)).isFalse();
    }

    private boolean kept(long id) {
        return test.db().tx(tx -> StoredHealth.find(tx, id).isPresent());
    }

    @Test
    void aCheckThatDoesNotHoldIsNamedWithItsWords() {
        health = LOG;
        router.healthEnds = 50;
        router.healthSays = "ztp: ap.yaml:3 does not hold: exit code 1: no route\n";
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "unhealthy");
        assertThat(upgrade(id).words()).isEqualTo("ap.yaml:3 does not hold: exit code 1: no route");
        assertThat(router.settled).isEmpty();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        assertThat(device().release()).isEqualTo("24.10.1");
        assertThat(kept(id)).isFalse();
    }

    @Test
    void aRouterThatStartsAnewWhileItIsWatchedIsInABootLoop() {
        long id = watched();
        run(id);
        router.restart();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "boot_loop");
        assertThat(router.healthRuns).isOne();
    }

    @Test
    void aRouterThatFallsBackWhileItIsWatchedRunsWhatItRanBefore() {
        long id = watched();
        run(id);
        router.release = "23.05.5";
        router.restart();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "old_version");
    }

    @Test
    void checksThatWereKilledAreBegunAgain() {
        health = WATCHED;
        router.healthVanishes = true;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.healthRuns).isEqualTo(2);
    }

    @Test
    void checksThatNeverEndAreNotWaitedForForever() {
        health = WATCHED;
        router.staysIll = true;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "unhealthy");
        assertThat(Duration.between(upgrade(id).flashedAt(), upgrade(id).endedAt()))
                .isBetween(Duration.ofMinutes(12), Duration.ofMinutes(20));
    }

    @Test
    void aRouterThatIsNotThereForAMomentIsWatchedOn() {
        long id = watched();
        router.away = Reason.SSH_UNREACHABLE;
        run(id);
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.VERIFYING);
        router.away = null;
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
    }

    @Test
    void aRouterThatWasBackAndAnswersNoMoreIsLost() {
        long id = watched();
        router.away = Reason.SSH_UNREACHABLE;
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "never_came_back");
        assertThat(upgrade(id).words()).startsWith("it was back, and answers no more");
    }

    @Test
    void aServerThatIsKilledAfterAnyVisitGoesOnAndFlashesOnce() {
        for (int deadly = 0; deadly < 12; deadly++) {
            health = LOG;
            device = device(DeviceState.PROVISIONED);
            router = fleet.router(device);
            long id = ask();
            MortalVisits mortal = new MortalVisits(fleet, deadly, deadly % 2 == 0);
            runKilledOnce(id, mortal);

            assertEnded(id, UpgradeState.SUCCESS, null);
            assertThat(router.flashes).as("killed at visit " + deadly).isOne();
            assertThat(router.healthRuns).as("killed at visit " + deadly).isOne();
        }
    }

    private void runKilledOnce(long id, MortalVisits mortal) {
        Visits visits = mortal;
        for (int i = 0; i < 100 && !upgrade(id).state().isEnd(); i++) {
            try {
                if (job(visits).run(id) instanceof Next.Again again) {
                    setClock(again);
                }
            } catch (Killed e) {
                visits = fleet;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            backAfterAFlash(id);
        }
    }

    @Test
    void aRouterThatIsWipedIsNotAskedForWhatItsDefinitionMadeOfIt() {
        health = WATCHED;
        long id = ask("n");
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.healthRuns).isZero();
    }
}
