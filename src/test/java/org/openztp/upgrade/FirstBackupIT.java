package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openztp.config.Settings.BeforeFlash;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.script.Reason;
import org.openztp.script.Unreachable;

/** A router's configuration is kept before anything is done for its upgrade, by SSH and by a router that asks. */
class FirstBackupIT extends UpgradeStage {
    private static final String NO_ROOM = "there is no room in its /tmp";

    private final Keeper keeper = new Keeper();
    private SimulatedAgent agent;

    /** Keeps what routers bring as version 7. */
    private final class Keeper implements ConfigurationKeeper {
        private String fault;
        private boolean away;
        private boolean wanted;
        private boolean deaf;
        private Instant at;
        private int takes;

        @Override
        public int keep(Device from) throws NotKept, Unreachable {
            takes++;
            assertThat(router.visits).as("before anything else").doesNotContain("hear");
            if (away) {
                throw new Unreachable(Reason.SSH_UNREACHABLE, "away");
            }
            if (fault != null) {
                throw new NotKept(fault);
            }
            return 7;
        }

        @Override
        public void want(Tx tx, Device from) {
            wanted = true;
        }

        @Override
        public boolean isWanted(Tx tx, Device from) {
            return wanted;
        }

        @Override
        public Optional<Integer> keptSince(Tx tx, Device from, Instant since) {
            return Optional.ofNullable(at).filter(last -> !last.isBefore(since)).map(last -> 7);
        }

        private void isBrought() {
            if (wanted && !deaf) {
                wanted = false;
                takes++;
                at = fault == null ? shop.clock().instant() : null;
            }
        }
    }

    private long wanting(BeforeFlash backup) {
        FirstBackup first = new FirstBackup(keeper, backup);
        engine.steps().after(first);
        upgrades.after(first);
        return ask();
    }

    private long wantingByPull(BeforeFlash backup) {
        change(device, locked -> locked.pulling().wish());
        agent = new SimulatedAgent(this).bringing(keeper::isBrought);
        return wanting(backup);
    }

    private void askingToTheEnd(long id) {
        for (int i = 0; i < 100 && !upgrade(id).state().isEnd(); i++) {
            agent.asks();
            run(id);
            shop.clock().advance(Duration.ofMinutes(1));
            backAfterAFlash(id);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BeforeFlash.class,
            names = {"REQUIRED", "TRIED"})
    void theVersionThatWasKeptIsTold(BeforeFlash backup) {
        long id = wanting(backup);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(keeper.takes).isOne();
        assertThat(UpgradeView.of(upgrade(id)).before().backup()).isEqualTo(7);
        assertThat(UpgradeView.of(upgrade(id)).before().noBackup()).isNull();
    }

    @Test
    void withoutOneThatIsRequiredNothingIsDone() {
        keeper.fault = NO_ROOM;
        long id = wanting(BeforeFlash.REQUIRED);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.ABORTED, "backup_failed");
        assertThat(upgrade(id).words()).contains(NO_ROOM);
        assertThat(router.visits).isEmpty();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @Test
    void withoutOneThatWasTriedItGoesOnAndSaysSo() {
        keeper.fault = NO_ROOM;
        long id = wanting(BeforeFlash.TRIED);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(keeper.takes).isOne();
        assertThat(UpgradeView.of(upgrade(id)).before().noBackup()).isEqualTo(NO_ROOM);
        assertThat(told())
                .anyMatch(line -> line.startsWith("FLASHING") && line.contains("without a backup: " + NO_ROOM));
    }

    @Test
    void nobodyIsAskedForWhatIsNotWanted() {
        long id = wanting(BeforeFlash.OFF);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(keeper.takes).isZero();
    }

    @Test
    void aRouterThatCannotBeReachedForItIsTriedAgain() {
        keeper.away = true;
        long id = wanting(BeforeFlash.REQUIRED);
        run(id);

        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.QUEUED);
        assertThat(upgrade(id).code()).isEqualTo("ssh_unreachable");
        keeper.away = false;
        runToTheEnd(id);
        assertEnded(id, UpgradeState.SUCCESS, null);
    }

    @ParameterizedTest
    @EnumSource(
            value = BeforeFlash.class,
            names = {"REQUIRED", "TRIED"})
    void aRouterThatAsksBringsItFirst(BeforeFlash backup) {
        long id = wantingByPull(backup);
        agent.asks();
        assertThat(keeper.takes).isOne();
        assertThat(upgrade(id).state()).as("in the same go").isEqualTo(UpgradeState.TRANSFERRING);
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(keeper.takes).isOne();
        assertThat(upgrade(id).before().backup()).isEqualTo(7);
    }

    @Test
    void aRouterThatAsksAndHasNoneToBringIsLeftUntouchedWhereItIsRequired() {
        keeper.fault = NO_ROOM;
        long id = wantingByPull(BeforeFlash.REQUIRED);
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.ABORTED, "backup_failed");
        assertThat(agent.given).isEmpty();
    }

    @Test
    void aRouterThatAsksAndHasNotBroughtItYetIsWaitedFor() {
        keeper.deaf = true;
        long id = wantingByPull(BeforeFlash.REQUIRED);
        agent.asks();
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.QUEUED);
        assertThat(agent.given).isEmpty();

        keeper.deaf = false;
        askingToTheEnd(id);
        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(upgrade(id).before().backup()).isEqualTo(7);
    }

    @Test
    void aRouterThatAsksAndHasNoneToBringIsUpgradedWhereItWasTried() {
        keeper.fault = NO_ROOM;
        long id = wantingByPull(BeforeFlash.TRIED);
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(upgrade(id).before().noBackup()).isEqualTo("the router has brought none");
    }
}
