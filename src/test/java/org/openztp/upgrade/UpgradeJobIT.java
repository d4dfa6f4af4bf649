package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.auth.Vault;
import org.openztp.device.DeviceState;
import org.openztp.http.Problem;
import org.openztp.job.Next;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRunState;
import org.openztp.ssh.HostKey;
import org.openztp.testkit.Signer;
import org.openztp.upgrade.SimulatedRouter.Flash;

/** Each way that an upgrade can go, up to the flash and after it. */
class UpgradeJobIT extends UpgradeStage {
    private static final Duration AWAY = Duration.ofSeconds(880);

    @Test
    void aRouterThatTakesTheImageIsSeenToRunIt() {
        router.prepareSays = "ztp: 20480 kB are free\n";
        String bootBefore = router.bootId;
        long id = ask("c", "k");

        runUntil(id, UpgradeState.TRANSFERRING);
        assertThat(device().state()).isEqualTo(DeviceState.UPGRADING);
        UpgradeOperation done = runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.flashes).isOne();
        assertThat(router.settled).isEqualTo(done.image().sha256());
        assertThat(router.bootId).isNotEqualTo(bootBefore);
        assertThat(done.before().release()).isEqualTo("23.05.5");
        assertThat(done.options().words()).isEqualTo("-c -k");
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        assertThat(device().release()).isEqualTo("24.10.1");
        assertThat(shop.output(device)).isEqualTo("ztp: 20480 kB are free\n");
        assertThat(shop.runsOf(device)).allMatch(run -> run.state() == ScriptRunState.SUCCEEDED);
        assertThat(told().stream().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly(
                        "to " + done.image().build() + " (ap.bin) with -c -k is asked for",
                        "CHECKING",
                        "TRANSFERRING",
                        "FLASHING",
                        "REBOOTING",
                        "VERIFYING",
                        "SUCCESS");
    }

    @Test
    void aRouterThatRunsItAlreadyIsLeftAlone() {
        router.prepareEnds = 20;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SKIPPED, null);
        assertThat(router.flashes).isZero();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @ParameterizedTest
    @CsvSource({
        "21, ABORTED, wrong_device",
        "22, ABORTED, wrong_board",
        "23, ABORTED, not_openwrt",
        "30, ABORTED, no_room",
        "32, FAILED, integrity",
        "33, ABORTED, image_rejected",
        "34, ABORTED, incompatible",
        "35, ABORTED, needs_wipe"
    })
    void whatTheRouterFindsWrongEndsItWithTheRoutersWords(int exit, UpgradeState state, String code) {
        router.prepareEnds = exit;
        router.prepareSays = "ztp: Device lab,ap-1 not supported by this image\n";
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, state, code);
        assertThat(router.flashes).isZero();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @Test
    void aRouterOutOfReachIsTriedAgainMoreAndMoreSeldomAndThenWaitedFor() {
        router.away = Reason.SSH_UNREACHABLE;
        long id = ask();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Instant before = shop.clock().instant();
            Next.Again again = (Next.Again) run(id);
            pauses.add(Duration.between(before, again.at()).toSeconds());
            setClock(again);
        }
        assertThat(pauses.get(0)).isBetween(45L, 75L);
        assertThat(pauses.get(1)).isBetween(90L, 150L);
        assertThat(pauses.get(2)).isBetween(180L, 300L);
        assertThat(upgrade(id).nextAt()).isNull();
        assertThat(upgrade(id).code()).isEqualTo("ssh_unreachable");
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);

        assertEnded(asIfWoken(id), UpgradeState.EXPIRED, "ssh_unreachable");
        assertThat(router.prepares).isZero();
    }

    /** The last pause ended at the deadline. */
    private long asIfWoken(long id) {
        assertThat(shop.clock().instant())
                .isAfterOrEqualTo(upgrade(id).deadline().minusMillis(1));
        shop.clock().advance(Duration.ofSeconds(1));
        assertThat(run(id)).isEqualTo(Next.done());
        return id;
    }

    @Test
    void aRouterThatIsWaitedForIsUpgradedWhenItCalls() {
        router.away = Reason.SSH_UNREACHABLE;
        long id = ask();
        for (int i = 0; i < 4; i++) {
            Next.Again again = (Next.Again) run(id);
            if (upgrade(id).nextAt() != null) {
                setClock(again);
            }
        }
        assertThat(run(id)).isEqualTo(Next.again(upgrade(id).deadline()));

        router.away = null;
        calls();
        runToTheEnd(id);
        assertEnded(id, UpgradeState.SUCCESS, null);
    }

    @Test
    void attemptsThatFailOnTheRouterAreCounted() {
        router.prepareEnds = 31;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "gave_up");
        assertThat(upgrade(id).attempts()).isEqualTo(4);
        assertThat(router.prepares).isEqualTo(4);
        assertThat(upgrade(id).words()).contains("transfer_failed");
    }

    @Test
    void aRouterThatIsRestartedWhileItGetsReadyIsAskedAnew() {
        long id = ask();
        runUntil(id, UpgradeState.TRANSFERRING);
        router.restart();
        runUntil(id, UpgradeState.QUEUED);
        assertThat(upgrade(id).code()).isEqualTo("interrupted");
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.prepares).isEqualTo(2);
        assertThat(router.flashes).isOne();
    }

    @Test
    void aProgramThatTakesTooLongIsStopped() {
        router.keepsRunning = true;
        long id = ask();
        runUntil(id, UpgradeState.TRANSFERRING);
        shop.clock().advance(Duration.ofMinutes(61));
        run(id);

        assertThat(router.stops).isOne();
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.QUEUED);
        assertThat(upgrade(id).code()).isEqualTo("timed_out");
    }

    @ParameterizedTest
    @CsvSource({"wrong_device", "address_not_allowed", "not_openwrt"})
    void anotherBoxAtTheAddressIsLeftUntouched(String reason) {
        router.away = reason;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.ABORTED, reason);
        assertThat(router.visits).containsExactly("look");
    }

    @Test
    void aFileThatWasTamperedWithGoesToNobody() throws IOException {
        long id = ask();
        Files.writeString(store.file(upgrade(id).image().sha256()), "evil");
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "image_spoilt");
        assertThat(router.visits).isEmpty();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @Test
    void anImageThatTooFewKeysSignedIsSentToNobody() throws IOException {
        store.wantSignatures(1);
        long unsigned = ask();
        runToTheEnd(unsigned);
        assertEnded(unsigned, UpgradeState.FAILED, "unsigned");
        assertThat(upgrade(unsigned).words()).contains("signed by 0 of the 1");
        assertThat(router.visits).isEmpty();

        Signer signer = new Signer("00000000000000a1");
        signer.publishIn(store.keys());
        store.sign(image, signer);
        long signed = ask();
        runToTheEnd(signed);
        assertEnded(signed, UpgradeState.SUCCESS, null);
    }

    @Test
    void anImageThatWasRemovedGoesToNobody() {
        long id = ask();
        store.remove(image);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "image_spoilt");
    }

    @Test
    void aRouterThatCannotFetchTheImageIsBroughtIt() {
        router.prepareSays = "@ztp:KEY upload\n";
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.brings).isOne();
    }

    @Test
    void aFlashThatDoesNothingIsToldFromOneThatTakesLong() {
        router.flash = Flash.DOES_NOTHING;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "no_reboot");
        UpgradeOperation operation = upgrade(id);
        assertThat(operation.endedAt()).isAfterOrEqualTo(operation.flashedAt().plus(AWAY));
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @Test
    void aRouterThatBootsWhatItRanBeforeHasNotBeenUpgraded() {
        router.flash = Flash.BOOTS_OLD;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "old_version");
        assertThat(upgrade(id).words()).contains("23.05.5");
        assertThat(router.settled).isEmpty();
    }

    @Test
    void aSysupgradeThatRefusesIsQuoted() {
        router.flash = Flash.REFUSES;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "flash_refused");
        assertThat(upgrade(id).words()).isEqualTo("Image check failed.");
    }

    @Test
    void aRouterThatNeverComesBackIsWaitedForAsLongAsTheSettingsSay() {
        router.flash = Flash.NEVER_BACK;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "never_came_back");
        UpgradeOperation operation = upgrade(id);
        assertThat(Duration.between(operation.flashedAt(), operation.endedAt())).isBetween(AWAY, AWAY.plusSeconds(20));
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @Test
    void anImageThatWasGoneBeforeTheFlashIsPreparedAnew() {
        router.flashEnds = 40;
        long id = ask();
        runUntil(id, UpgradeState.FLASHING);
        runUntil(id, UpgradeState.QUEUED);
        router.flashEnds = 246;
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.flashes).isOne();
    }

    @Test
    void aPowerCutBeforeTheFlashBeganIsNoFlash() {
        long id = ask();
        runUntil(id, UpgradeState.FLASHING);
        router.restart();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "old_version");
        assertThat(router.flashes).isZero();
    }

    @Test
    void aRouterThatGoesDownBeforeItHasSaidSoIsAskedWhenItIsBack() {
        router.vanishes = true;
        long id = ask();
        runUntil(id, UpgradeState.FLASHING);
        run(id);
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.FLASHING);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.flashes).isOne();
    }

    @Test
    void aFlashedRouterThatCallsIsLookedAtAtOnce() {
        long id = ask();
        runUntil(id, UpgradeState.REBOOTING);
        router.comeBack();
        assertThat(run(id)).isEqualTo(Next.done());

        assertEnded(id, UpgradeState.SUCCESS, null);
    }

    @Test
    void aWipeThatWasPlannedLeavesAnotherHostKeyAndADeviceToProvision() {
        shop.hostKeys().pin(device, key("old"));
        long id = ask("n");
        runUntil(id, UpgradeState.REBOOTING);
        router.newKey = key("new");
        router.comeBack();
        assertThat(run(id)).isEqualTo(Next.done());

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(shop.hostKeys().accepted(device)).containsExactly(key("new"));
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(provisioner.enqueued()).contains(device);
    }

    @Test
    void anotherHostKeyAfterAPlannedWipeIsRefusedWhereTheRouterRunsSomethingElse() {
        shop.hostKeys().pin(device, key("old"));
        long id = ask("n");
        runUntil(id, UpgradeState.REBOOTING);
        router.newKey = key("new");
        router.newRelease = "19.07.1";
        router.comeBack();
        run(id);

        assertEnded(id, UpgradeState.FAILED, "host_key_changed");
        assertThat(device().state()).isEqualTo(DeviceState.HOST_KEY_CHANGED);
        assertThat(shop.hostKeys().accepted(device)).containsExactly(key("old"));
    }

    @Test
    void anotherHostKeyThatNobodyPlannedStopsAll() {
        long id = ask();
        runUntil(id, UpgradeState.REBOOTING);
        router.newKey = key("new");
        router.comeBack();
        run(id);
        assertEnded(id, UpgradeState.FAILED, "host_key_changed");
        assertThat(device().state()).isEqualTo(DeviceState.HOST_KEY_CHANGED);
    }

    @Test
    void anotherHostKeyBeforeAnythingWasDoneStopsAll() {
        router.newKey = key("new");
        long id = ask();
        run(id);
        assertEnded(id, UpgradeState.ABORTED, "host_key_changed");
        assertThat(device().state()).isEqualTo(DeviceState.HOST_KEY_CHANGED);
    }

    private static HostKey key(String text) {
        return new HostKey("ssh-ed25519", text);
    }

    @ParameterizedTest
    @CsvSource({"QUEUED, ABORTED", "TRANSFERRING, ABORTED", "FLASHING, FAILED", "REBOOTING, FAILED"})
    void aDeviceThatIsRemovedEndsItsUpgradeWhichStaysOnRecord(UpgradeState when, UpgradeState end) {
        long id = ask();
        runUntil(id, when);
        removeDevice();

        assertEnded(id, end, "device_removed");
        assertThat(run(id)).isEqualTo(Next.done());
        assertThat(upgrade(id).deviceName()).isEqualTo("OpenWrt");
    }

    private void removeDevice() {
        test.db().txRetrying(tx -> {
            var locked = shop.inventory().devices().lock(tx, device);
            upgrades.removed(tx, device);
            shop.orders().removed(tx, device);
            shop.inventory().devices().remove(tx, locked);
            return null;
        });
    }

    @Test
    void aCancelledUpgradeIsStoppedOnTheRouterAndGivesItBack() {
        long id = ask();
        runUntil(id, UpgradeState.TRANSFERRING);
        orders.cancel(id, OPERATOR);
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        assertThat(run(id)).isEqualTo(Next.done());

        assertEnded(id, UpgradeState.CANCELLED, null);
        assertThat(router.stops).isOne();
        assertThat(shop.runsOf(device)).allMatch(run -> run.state().isEnd());
        assertThat(router.flashes).isZero();
    }

    @Test
    void aNewUpgradeWaitsUntilACancelledOneIsStopped() {
        long first = ask();
        runUntil(first, UpgradeState.TRANSFERRING);
        orders.cancel(first, OPERATOR);
        long second = ask();
        run(second);
        assertThat(upgrade(second).state()).isEqualTo(UpgradeState.QUEUED);
        run(first);
        runToTheEnd(second);
        assertEnded(second, UpgradeState.SUCCESS, null);
    }

    @ParameterizedTest
    @CsvSource({"FLASHING", "REBOOTING", "SUCCESS"})
    void whatWasToldToFlashCannotBeCancelled(UpgradeState when) {
        long id = ask();
        runUntil(id, when == UpgradeState.SUCCESS ? UpgradeState.FLASHING : when);
        if (when == UpgradeState.SUCCESS) {
            runToTheEnd(id);
        }
        assertThatThrownBy(() -> orders.cancel(id, OPERATOR))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(409));
        assertThat(upgrade(id).state()).isEqualTo(when);
    }

    @Test
    void aDeviceThatWaitsForAPatternWaitsOnAfterItsUpgrade() {
        device = device(DeviceState.WAITING);
        router = fleet.router(device);
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(device().state()).isEqualTo(DeviceState.WAITING);
        assertThat(device().reason()).isEqualTo("no_pattern");
        assertThat(provisioner.enqueued()).contains(device);
    }

    @Test
    void aDeviceThatFailedHasFailedStillAfterItsUpgrade() {
        device = device(DeviceState.FAILED);
        router = fleet.router(device);
        long id = ask();
        runToTheEnd(id);

        assertThat(device().state()).isEqualTo(DeviceState.FAILED);
        assertThat(device().reason()).isEqualTo("step_failed");
    }

    @Test
    void aDeviceThatIsBeingProvisionedIsUpgradedAfterwards() {
        device = device(DeviceState.PROVISIONING);
        router = fleet.router(device);
        long id = ask();
        Instant before = shop.clock().instant();
        assertThat(run(id)).isEqualTo(Next.again(shop.inventory().now().plusSeconds(2)));
        assertThat(shop.clock().instant()).isEqualTo(before);
        change(device, locked -> locked.provisioned(shop.inventory().now()));
        runToTheEnd(id);
        assertEnded(id, UpgradeState.SUCCESS, null);
    }

    @Test
    void onlyTheTokenOfAnUpgradeAtWorkOpensItsImageAndNoOther() {
        long id = ask();
        runUntil(id, UpgradeState.TRANSFERRING);
        String sha256 = upgrade(id).image().sha256();
        String token = upgrade(id)
                .download()
                .orElseThrow()
                .token(new Vault(new byte[32]), upgrade(id).key());

        assertThat(upgrades.siteOf(sha256, token)).contains("");
        assertThat(upgrades.siteOf("0".repeat(64), token)).isEmpty();
        assertThat(upgrades.siteOf(sha256, token + "x")).isEmpty();
        shop.clock().advance(Duration.ofMinutes(66));
        assertThat(upgrades.siteOf(sha256, token)).isEmpty();
        shop.clock().advance(Duration.ofMinutes(-66));
        orders.cancel(id, OPERATOR);
        assertThat(upgrades.siteOf(sha256, token)).isEmpty();
    }
}
