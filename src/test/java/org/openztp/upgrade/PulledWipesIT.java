package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.db.Tx;
import org.openztp.device.Claim;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceState;
import org.openztp.device.Provisioner;
import org.openztp.upgrade.SimulatedRouter.Flash;

/** A router that asks for its work loses its token with all the rest: it has nothing left to prove itself by. */
class PulledWipesIT extends PulledStage {
    private static final String ADDRESS = "10.20.0.7";
    private static final Duration TOO_LATE = Duration.ofMinutes(15);

    /** What an approval leads to. */
    private final class Told implements Provisioner {
        @Override
        public void enqueue(Tx tx, Device approved) {
            provisioner.enqueue(tx, approved);
        }

        @Override
        public void renewed(Tx tx, Device approved) {
            upgrades.renewed(tx, approved);
        }

        @Override
        public void removed(Tx tx, long removed) {}
    }

    /** It was flashed, and is back after some minutes. */
    private long flashed(String... options) throws Exception {
        long id = ask(options);
        asksUntil(id, UpgradeState.TRANSFERRING);
        agent.asksOnce();
        shop.clock().advance(Duration.ofMinutes(3));
        router.comeBack();
        return id;
    }

    private void registersWithoutAToken() {
        change(
                device,
                locked -> locked.claimedBy(
                        new Claim("0f".repeat(32), ADDRESS, shop.clock().instant())));
    }

    private void approve() {
        new DeviceActions(shop.inventory(), shop.hostKeys(), new Told()).approve(device, null, "maria", Device::id);
    }

    private void later(long id, Duration time) {
        shop.clock().advance(time);
        workOff(id);
    }

    @Test
    void aPlannedWipeIsProvisionedAnew() {
        long id = ask("n");
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 14, 16, 600, 6 * 24 * 60})
    void aWipedRouterIsWaitedForUntilSomebodyApprovesIt(long minutes) throws Exception {
        long id = flashed("n");
        registersWithoutAToken();
        later(id, Duration.ofMinutes(minutes));
        assertThat(upgrade(id).state().isAfterFlash()).as(upgrade(id).words()).isTrue();
        if (minutes > 0) {
            assertThat(upgrade(id).words()).contains(ADDRESS, "waits for an approval");
        }
        approve();
        later(id, Duration.ofMinutes(4));
        agent.asks();

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(router.flashes).isOne();
        assertNothingIsOpen();
    }

    @Test
    void aWipedRouterThatNobodyApprovesIsNamedAsThat() throws Exception {
        long id = flashed("n");
        registersWithoutAToken();
        later(id, Duration.ofDays(8));

        assertEnded(id, UpgradeState.FAILED, "not_approved");
        assertThat(upgrade(id).words()).contains(ADDRESS);
        approvedLaterItIsProvisioned();
    }

    private void approvedLaterItIsProvisioned() {
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        approve();
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(device().claim()).isEmpty();
        assertNothingIsOpen();
    }

    @Test
    void aWipedRouterThatDoesNotRegisterIsLostAndProvisionedWhenItDoes() throws Exception {
        long id = flashed("n");
        later(id, TOO_LATE);

        assertEnded(id, UpgradeState.FAILED, "never_came_back");
        registersWithoutAToken();
        approvedLaterItIsProvisioned();
    }

    @Test
    void aWipedRouterThatWasApprovedAndIsSilentSinceIsLost() throws Exception {
        long id = flashed("n");
        registersWithoutAToken();
        later(id, TOO_LATE);
        approve();
        later(id, Duration.ofMinutes(14));
        assertThat(upgrade(id).state().isAfterFlash()).isTrue();
        later(id, Duration.ofMinutes(2));

        assertEnded(id, UpgradeState.FAILED, "never_came_back");
        assertThat(device().state()).as("it has to be provisioned anew").isEqualTo(DeviceState.REGISTERED);
    }

    @Test
    void aRouterThatLostItsConfigurationUnaskedIsNotTakenForDone() throws Exception {
        long id = flashed();
        registersWithoutAToken();
        approve();
        agent.asks();

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
    }

    @Test
    void aRouterThatLostItsConfigurationUnaskedIsNotWaitedForAndItsRegistrationIsNamed() throws Exception {
        long id = flashed();
        registersWithoutAToken();
        later(id, TOO_LATE);

        assertEnded(id, UpgradeState.FAILED, "never_came_back");
        assertThat(upgrade(id).words()).contains(ADDRESS, "without its configuration");
        approvedLaterItIsProvisioned();
    }

    @Test
    void aRouterThatStillAsksInTheSameBootWasNotWipedWhateverIsSaidInItsName() throws Exception {
        router.flash = Flash.DOES_NOTHING;
        long id = flashed("n");
        registersWithoutAToken();
        later(id, TOO_LATE);
        agent.asks();

        assertEnded(id, UpgradeState.FAILED, "no_reboot");
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        assertNothingIsOpen();
    }
}
