package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openztp.device.Device;
import org.openztp.device.DeviceChange;
import org.openztp.device.DeviceState;
import org.openztp.device.Way;
import org.openztp.http.Problem;
import org.openztp.job.Next;
import org.openztp.plan.Health;
import org.openztp.script.ScriptRun;
import org.openztp.upgrade.SimulatedRouter.Flash;

/** Upgrades of a router that asks for its work: nobody goes there. */
class PulledUpgradesIT extends UpgradeStage {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int RACES = 1000;
    private static final Health WATCHED = new Health(
            List.of(new Health.Check("ap.yaml:3", Health.Kind.COMMAND, "logread")), Optional.of(Duration.ofMinutes(1)));

    private SimulatedAgent agent;

    @BeforeEach
    void pull() {
        plugIn();
    }

    private void plugIn() {
        device = device(DeviceState.PROVISIONED);
        router = fleet.router(device);
        change(device, locked -> locked.pulling().wish());
        agent = new SimulatedAgent(this);
    }

    /** The router asks each minute, and the job runs when it is due. */
    private UpgradeOperation askingToTheEnd(long id) {
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
    private void workOff(long id) {
        for (Next next = run(id); next instanceof Next.Again again; next = run(id)) {
            if (again.at().isAfter(shop.clock().instant())) {
                return;
            }
        }
    }

    private void asksUntil(long id, UpgradeState state) {
        for (int i = 0; i < 50 && upgrade(id).state() != state; i++) {
            agent.asks();
            workOff(id);
        }
        assertThat(upgrade(id).state()).as(upgrade(id).words()).isEqualTo(state);
    }

    private void assertNothingIsOpen() {
        assertThat(shop.runsOf(device)).allMatch(run -> run.state().isEnd());
    }

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

    @ParameterizedTest
    @EnumSource(
            value = Flash.class,
            names = {"TAKES", "BOOTS_OLD", "REFUSES"})
    void aRouterIsFlashedOnceWheneverItsAgentIsKilled(Flash flash) {
        int step = 0;
        boolean killed = true;
        while (killed) {
            plugIn();
            router.flash = flash;
            agent.killedAfter(step++);
            long id = ask();
            askingToTheEnd(id);

            String what = "killed after step " + step;
            UpgradeState end = flash == Flash.TAKES ? UpgradeState.SUCCESS : UpgradeState.FAILED;
            assertThat(upgrade(id).state())
                    .as(what + ": " + upgrade(id).words())
                    .isEqualTo(end);
            assertThat(router.flashes).as(what).isOne();
            assertThat(router.prepares).as(what).isOne();
            assertNothingIsOpen();
            killed = agent.wasKilled();
        }
        assertThat(step).as("steps of one upgrade").isGreaterThan(6);
    }

    @Test
    void theFlashThatARouterDidNotBeginIsGivenToItAgain() throws Exception {
        long id = ask();
        asksUntil(id, UpgradeState.TRANSFERRING);
        ScriptRun first = flashGiven(id);
        ScriptRun second = agent.claim().orElseThrow();

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(router.flashes).isZero();
        askingToTheEnd(id);
        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.flashes).isOne();
    }

    /** What it is given is not run. */
    private ScriptRun flashGiven(long id) throws Exception {
        ScriptRun run = agent.claim().orElseThrow();
        assertThat(run.arguments()).startsWith("flash");
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.FLASHING);
        return run;
    }

    @Test
    void aRouterThatIsRestartedWhileItGetsReadyStartsAnew() throws Exception {
        long id = ask();
        agent.claim();
        router.restart();
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(upgrade(id).attempts()).isEqualTo(2);
        assertThat(router.flashes).isOne();
    }

    @Test
    void aRouterThatWasRestartedInsteadOfBeingFlashedIsSeenAsItIs() throws Exception {
        long id = ask();
        asksUntil(id, UpgradeState.TRANSFERRING);
        flashGiven(id);
        router.restart();
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, "old_version");
        assertThat(router.flashes).isZero();
        assertNothingIsOpen();
    }

    @Test
    void aRouterThatNeverAsksIsWaitedForUntilTheDeadline() {
        long id = ask();
        workOff(id);
        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.QUEUED);
        shop.clock().advance(Duration.ofDays(8));
        workOff(id);

        assertEnded(id, UpgradeState.EXPIRED, null);
    }

    @Test
    void aRouterThatStopsAskingWhileItGetsReadyIsGivenUpAndTakenUpWhenItAsks() throws Exception {
        long id = ask();
        agent.claim();
        workOff(id);
        shop.clock().advance(Duration.ofMinutes(61));
        workOff(id);

        assertThat(upgrade(id).state()).isEqualTo(UpgradeState.QUEUED);
        assertThat(upgrade(id).code()).isEqualTo("timed_out");
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
        askingToTheEnd(id);
        assertEnded(id, UpgradeState.SUCCESS, null);
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

    @Test
    void whatIsCancelledIsUndoneWhenTheRouterAsks() throws Exception {
        long id = ask();
        agent.claim();
        orders.cancel(id, OPERATOR);
        agent.asks();
        workOff(id);

        assertEnded(id, UpgradeState.CANCELLED, null);
        assertThat(agent.given).containsExactly("prepare", "stop");
        assertThat(router.stops).isOne();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
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

    @Test
    void whatWasBegunBySshAndCancelledIsUndoneByARouterThatAsksNow() {
        go(Way.PUSH);
        router.keepsRunning = true;
        long id = ask();
        runUntil(id, UpgradeState.TRANSFERRING);
        orders.cancel(id, OPERATOR);
        go(Way.PULL);
        workOff(id);
        agent.asks();

        assertThat(agent.given).containsExactly("stop");
        assertNothingIsOpen();
    }

    private void go(Way way) {
        operator().change(device, new DeviceChange(way, null, null, null), "maria", Device::id);
    }

    @Test
    void aPlannedWipeIsProvisionedAnew() {
        long id = ask("n");
        askingToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
    }

    @Test
    void aDeviceThatGoesBySshAgainMeanwhileIsTakenUpThere() throws Exception {
        long id = ask();
        asksUntil(id, UpgradeState.TRANSFERRING);
        go(Way.PUSH);
        runToTheEnd(id);

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(router.flashes).isOne();
        assertNothingIsOpen();
    }

    @Test
    void whatIsCancelledIsNeverGivenOutToBeFlashed() throws Exception {
        long id = ask();
        asksUntil(id, UpgradeState.TRANSFERRING);
        long prepared = upgrade(id).run().id().orElseThrow();
        ExecutorService two = Executors.newFixedThreadPool(2);
        int flashed = 0;
        for (int i = 0; i < RACES; i++) {
            CyclicBarrier start = new CyclicBarrier(2);
            Future<Optional<ScriptRun>> claimed = two.submit(() -> {
                start.await();
                return agent.claim();
            });
            Future<Boolean> cancelled = two.submit(() -> {
                start.await();
                return isCancelled(id);
            });
            boolean isFlash = claimed.get()
                    .filter(run -> run.arguments().get(0).equals(Preparation.FLASH))
                    .isPresent();
            assertThat(isFlash).isNotEqualTo(cancelled.get());
            assertThat(upgrade(id).state()).isEqualTo(isFlash ? UpgradeState.FLASHING : UpgradeState.CANCELLED);
            flashed += isFlash ? 1 : 0;
            takeBack(id, prepared);
        }
        two.shutdownNow();
        assertThat(flashed).as("both ways").isBetween(1, RACES - 1);
    }

    /** As before the race: the image is ready on the router, and nobody has said anything since. */
    private void takeBack(long id, long prepared) {
        test.db().run(tx -> {
            tx.em()
                    .createNativeQuery(
                            "update script_run set state = 'FAILED' where device_id = ? and state = 'RUNNING'")
                    .setParameter(1, device)
                    .executeUpdate();
            tx.em()
                    .createNativeQuery("update device set state = 'UPGRADING', version = version + 1 where id = ?")
                    .setParameter(1, device)
                    .executeUpdate();
            tx.em()
                    .createNativeQuery(
                            "update upgrade_operation set state = 'TRANSFERRING', active_device_id = device_id,"
                                    + " run_id = ?, vetted = true, ended_at = null, version = version + 1 where id = ?")
                    .setParameter(1, prepared)
                    .setParameter(2, id)
                    .executeUpdate();
        });
    }

    private boolean isCancelled(long id) {
        try {
            return orders.cancel(id, OPERATOR).state() == UpgradeState.CANCELLED;
        } catch (Problem tooLate) {
            assertThat(tooLate.status()).isEqualTo(409);
            return false;
        }
    }
}
