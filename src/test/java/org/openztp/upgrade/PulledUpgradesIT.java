package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.device.DeviceState;
import org.openztp.plan.Health;
import org.openztp.upgrade.SimulatedRouter.Flash;

/** Upgrades of a router that asks for its work: nobody goes there. */
class PulledUpgradesIT extends PulledStage {
    private static final Health WATCHED = new Health(
            List.of(new Health.Check("ap.yaml:3", Health.Kind.COMMAND, "logread")), Optional.of(Duration.ofMinutes(1)));

    @Test
    void aRouterThatAsksTakesTheImageAndShowsThatItRuns() {
        router.prepareSays = "ztp: 20480 kB are free\n";
        String bootBefore = router.bootId;
        long id = ask();
        UpgradeOperation done = askingToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(agent.given).containsExactly("prepare", "flash", "look", "settle");
        assertThat(router.flashes).isOne();
        assertThat(router.settled).isNotEmpty();
        assertThat(router.bootId).isNotEqualTo(bootBefore);
        assertThat(done.before().release()).isEqualTo("23.05.5");
        assertThat(device().release()).isEqualTo("24.10.1");
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        assertThat(shop.output(device)).isEqualTo("ztp: 20480 kB are free\n");
        assertNothingIsOpen();
        assertThat(told().stream().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly(
                        "to " + done.image().build() + " (ap.bin) is asked for",
                        "CHECKING",
                        "TRANSFERRING",
                        "FLASHING",
                        "REBOOTING",
                        "VERIFYING",
                        "SUCCESS");
    }

    @ParameterizedTest
    @CsvSource({
        "BOOTS_OLD, old_version",
        "DOES_NOTHING, no_reboot",
        "REFUSES, flash_refused",
        "NEVER_BACK, never_came_back"
    })
    void whatComesOfAFlashIsWhatTheRouterShows(Flash flash, String code) {
        router.flash = flash;
        long id = ask();
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, code);
        assertThat(router.flashes).isOne();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        assertNothingIsOpen();
    }

    @ParameterizedTest
    @CsvSource({
        "20, SKIPPED, ",
        "21, ABORTED, wrong_device",
        "22, ABORTED, wrong_board",
        "30, ABORTED, no_room",
        "31, FAILED, gave_up",
        "32, FAILED, integrity",
        "33, ABORTED, image_rejected"
    })
    void whatTheRouterFindsEndsItBeforeTheFlash(int exit, UpgradeState state, String code) {
        router.prepareEnds = exit;
        router.prepareSays = "ztp: the router's own words\n";
        long id = ask();
        askingToTheEnd(id);

        assertEnded(id, state, code);
        assertThat(router.flashes).isZero();
        if (code != null) {
            assertThat(upgrade(id).words()).contains("the router's own words");
        }
        assertNothingIsOpen();
    }

    @Test
    void anImageThatWasNotLookedAtIsNotFlashed() throws IOException {
        long id = ask();
        Files.writeString(store.file(upgrade(id).image().sha256()), "evil");
        agent.asks();
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.TRANSFERRING);
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "image_spoilt");
        assertThat(router.flashes).isZero();
        assertThat(router.stops).as("what was prepared is undone").isOne();
        assertNothingIsOpen();
    }

    @ParameterizedTest
    @CsvSource({"0, SUCCESS, ", "50, FAILED, unhealthy"})
    void aRouterThatAsksShowsWhetherAllIsWell(int exit, UpgradeState state, String code) {
        health = WATCHED;
        router.healthEnds = exit;
        router.healthSays = "ztp: the check's own words\n";
        long id = ask();
        askingToTheEnd(id);

        assertEnded(id, state, code);
        assertThat(router.healthRuns).isOne();
        assertThat(shop.output(device)).contains("the check's own words");
        assertThat(agent.given).startsWith("prepare", "flash", "look", "health");
        if (code != null) {
            assertThat(upgrade(id).words()).isEqualTo("the check's own words");
        }
        assertNothingIsOpen();
    }

    @Test
    void aRouterThatStartsAnewWhileItAsksItselfIsInABootLoop() throws Exception {
        health = WATCHED;
        router.staysIll = true;
        long id = ask();
        asksUntil(id, UpgradeState.TRANSFERRING);
        agent.asksOnce();
        shop.clock().advance(Duration.ofMinutes(3));
        router.comeBack();
        agent.asksOnce();
        assertThat(agent.claim().orElseThrow().arguments()).startsWith("health");
        router.restart();
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "boot_loop");
        assertNothingIsOpen();
    }

    @Test
    void aRouterThatIsNotHeardOfAnyMoreWhileItAsksItselfIsLost() throws Exception {
        health = WATCHED;
        long id = ask();
        asksUntil(id, UpgradeState.TRANSFERRING);
        agent.asksOnce();
        shop.clock().advance(Duration.ofMinutes(3));
        router.comeBack();
        agent.asksOnce();
        agent.claim();
        shop.clock().advance(Duration.ofHours(2));
        workOff(id);

        assertEnded(id, UpgradeState.FAILED, "never_came_back");
        assertThat(upgrade(id).words()).contains("was back");
        assertNothingIsOpen();
    }
}
