package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.db.Db;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;
import org.openztp.testkit.KillSwitch;
import org.openztp.testkit.MortalConnections;
import org.openztp.testkit.MortalSsh.Killed;
import org.openztp.upgrade.SimulatedRouter.Flash;

/** A server that is killed with -9 at random: before or after any visit, before any statement, before or after any commit. */
class UpgradeRandomKillsIT extends UpgradeStage {
    private static final int KILLS = 200;

    private KillSwitch kill = KillSwitch.never();
    private Db mortal;
    /** The moments of one whole upgrade, once they are known. */
    private long moments;

    private int kills;

    @Override
    Db db() {
        mortal = Db.open(test.config(), MortalConnections.atStatementsAndCommits(() -> kill));
        return mortal;
    }

    @AfterEach
    void closeMortal() {
        mortal.close();
    }

    @Test
    void twoHundredKillsLeaveNoRouterFlashedTwiceAndNoneUnverified() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        moments = survives("nobody kills it", Flash.TAKES, random);
        assertThat(moments).as("moments of one upgrade").isGreaterThan(100);
        for (int upgrade = 0; kills < KILLS; upgrade++) {
            Flash flash = Flash.values()[random.nextInt(Flash.values().length)];
            survives("upgrade " + upgrade + " of seed " + seed + ": " + flash, flash, random);
        }
    }

    /** One upgrade, by servers each of which is killed in its turn, or by one that is not. */
    private long survives(String what, Flash flash, Random random) throws IOException {
        device = device(DeviceState.PROVISIONED);
        router = fleet.router(device);
        router.flash = flash;
        router.vanishes = random.nextBoolean();
        router.prepareSays = random.nextBoolean() ? "" : "@ztp:KEY upload\n";
        long id = ask();
        router.whenFlashed = () -> assertThat(upgrade(id).state()).as(what).isEqualTo(UpgradeState.FLASHING);
        long lived = runThrough(id, random);

        UpgradeOperation done = upgrade(id);
        UpgradeState end = flash == Flash.TAKES ? UpgradeState.SUCCESS : UpgradeState.FAILED;
        assertThat(done.state()).as(what + ": " + done.words()).isEqualTo(end);
        assertThat(router.flashes).as(what).isOne();
        assertThat(router.prepares).as(what).isOne();
        assertThat(device().state()).as(what).isEqualTo(DeviceState.PROVISIONED);
        if (end == UpgradeState.SUCCESS) {
            assertThat(router.visits).as(what).endsWith("look", "settle");
            assertThat(router.settled).as(what).isEqualTo(done.image().sha256());
        } else {
            assertThat(router.settled).as(what).isEmpty();
        }
        return lived;
    }

    /** Gives back how many moments the last server passed. */
    private long runThrough(long id, Random random) throws IOException {
        restart(random);
        for (int i = 0; i < 1000; i++) {
            try {
                if (!(job(new MortalVisits(fleet, kill)).run(id) instanceof Next.Again again)) {
                    break;
                }
                setClock(again);
            } catch (Killed e) {
                kills++;
                restart(random);
                shop.clock().advance(Duration.ofSeconds(7));
            }
            backAfterAFlash(id);
        }
        long lived = kill.moments();
        kill = KillSwitch.never();
        return lived;
    }

    /** A server that is killed some time, perhaps when the upgrade is over long since. */
    private void restart(Random random) {
        kill = moments == 0 ? KillSwitch.never() : new KillSwitch(random.nextLong(moments));
    }
}
