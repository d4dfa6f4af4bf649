package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openztp.device.DeviceState;
import org.openztp.device.Way;
import org.openztp.http.Problem;
import org.openztp.script.ScriptRun;
import org.openztp.upgrade.SimulatedRouter.Flash;

/** A router that asks for its work is restarted, or stops asking, or its upgrade is called off: it is flashed once, or not at all. */
class PulledUpgradesDisturbedIT extends PulledStage {
    private static final int RACES = 1000;

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
