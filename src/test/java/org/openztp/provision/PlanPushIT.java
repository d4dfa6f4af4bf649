package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.device.DeviceState;
import org.openztp.device.PlanView;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.Next;
import org.openztp.plan.Program;
import org.openztp.script.Reason;

/** What a plan of an operator makes of a router, and of its record. */
class PlanPushIT extends ProvisionBench {
    @BeforeEach
    void offerNothing() {
        image = Optional.empty();
    }

    private void definition(String actions) throws IOException {
        Files.writeString(workshop.conf("definitions/default.yaml"), "name: lobby\nactions:\n" + actions.indent(2));
        workshop.clock().advance(java.time.Duration.ofSeconds(1));
    }

    private PlanView plan() {
        return workshop.db().tx(tx -> plans(workshop).view(tx, id)).orElseThrow();
    }

    private List<String> states() {
        return plan().steps().stream().map(PlanView.StepView::state).toList();
    }

    private List<String> told() {
        return workshop.events(id).stream()
                .filter(event -> event.kind() == EventKind.STEP)
                .map(DeviceEvent::message)
                .toList();
    }

    private String output(int step) {
        return workshop.events(id).stream()
                .filter(event -> event.kind() == EventKind.OUTPUT
                        && Integer.valueOf(step).equals(event.step()))
                .map(DeviceEvent::detail)
                .collect(Collectors.joining());
    }

    private static final String TWO_STEPS = """
            - {name: name, action: set_hostname, attributes: {hostname: "lobby-$id"}, onstart: naming it $id}
            - {name: guests, action: uci, attributes: {set: {system.a.b: c}}, onsuccess: well, onfailure: alas}
            """;

    @Test
    void eachStepHasItsStateItsWordsAndItsOutput() throws IOException {
        definition(TWO_STEPS);
        router.script(shell -> {
            shell.print("words of step " + shell.step() + "\n");
            shell.result(shell.step() == 1 ? "changed" : "unchanged");
            return 0;
        });

        assertThat(runOnce()).isEqualTo(Next.done());

        assertIs(DeviceState.PROVISIONED, null);
        assertThat(plan().definition()).isEqualTo("lobby");
        assertThat(plan().pattern()).isEqualTo("every router");
        assertThat(states()).containsExactly("CHANGED", "UNCHANGED");
        assertThat(told())
                .containsExactly(
                        "runs plan lobby",
                        "name: begins - naming it " + id,
                        "name: changed",
                        "guests: begins",
                        "guests: unchanged - well",
                        "plan ended with exit code 0");
        assertThat(output(1)).isEqualTo("words of step 1\n");
        assertThat(output(2)).isEqualTo("words of step 2\n");
        assertThat(router.filesOfTmp()).isEmpty();
    }

    @Test
    void theProgramIsSealedWhileItRunsAndGoneAfterwards() throws IOException {
        definition(TWO_STEPS);
        byte[][] kept = new byte[1][];
        router.script(shell -> {
            kept[0] = stored();
            return 0;
        });

        runOnce();

        assertThat(new String(kept[0], java.nio.charset.StandardCharsets.ISO_8859_1))
                .hasSizeGreaterThan(1000)
                .doesNotContain("lobby", "ztp_steps");
        assertThat(stored()).isNull();
    }

    private byte[] stored() {
        return workshop.db().tx(tx -> (byte[]) tx.em()
                .createNativeQuery("select program from plan where device_id = " + id, byte[].class)
                .getSingleResult());
    }

    @Test
    void aStepThatFailsEndsThePlanAndSaysWhich() throws IOException {
        definition(TWO_STEPS);
        router.script(shell -> {
            shell.print("no such radio\n");
            return 7;
        });

        runOnce();

        assertIs(DeviceState.RETRYING, Reason.STEP_FAILED);
        assertThat(lastStep()).contains("exit code 7: name: no such radio");
        assertThat(states()).containsExactly("FAILED", "WAITING");
        runToTheEnd();
        assertIs(DeviceState.FAILED, Reason.STEP_FAILED);
    }

    @Test
    void aStepThatTheDeviceUndidIsSaidSo() throws IOException {
        definition(TWO_STEPS);
        router.script(shell -> {
            shell.result(shell.step() == 2 ? "rolled_back" : "changed");
            return shell.step() == 2 ? 21 : 0;
        });

        runOnce();

        assertIs(DeviceState.RETRYING, Reason.ROLLED_BACK);
        assertThat(states()).containsExactly("CHANGED", "ROLLED_BACK");
        assertThat(told()).contains("guests: rolled back by the device, exit code 21 - alas");
    }

    @Test
    void whatWasToldWhileNobodyListenedIsReadFromTheDevice() throws IOException {
        definition(TWO_STEPS);
        CountDownLatch mayEnd = new CountDownLatch(1);
        router.script(shell -> {
            if (shell.step() == 1) {
                shell.print("at work\n");
                router.sshd().cut();
                mayEnd.await();
            }
            return 0;
        });
        runOnce();
        assertThat(states()).containsExactly("RUNNING", "WAITING");
        mayEnd.countDown();

        runToTheEnd();

        assertIs(DeviceState.PROVISIONED, null);
        assertThat(states()).containsExactly("CHANGED", "CHANGED");
        assertThat(router.starts()).isOne();
        assertThat(told()).containsOnlyOnce("name: changed", "guests: begins");
    }

    @Test
    void aDeviceThatIsCutOffByItsPlanHasNotFailedAnAttempt() throws IOException {
        definition("- {action: uci, attributes: {set: {network.lan.proto: dhcp}}}");
        CountDownLatch mayEnd = new CountDownLatch(1);
        router.script(shell -> {
            shell.print("away\n");
            router.sshd().down();
            mayEnd.await();
            return 0;
        });

        for (int i = 0; i < 5; i++) {
            assertThat(runOnce()).isInstanceOf(Next.Again.class);
            assertIs(DeviceState.PROVISIONING, null);
        }
        assertThat(device().attempts()).isOne();
        router.sshd().up();
        mayEnd.countDown();
        runToTheEnd();

        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.starts()).isOne();
    }

    @Test
    void aDeviceThatNeverComesBackFromItsPlanIsTriedAgainInTheEnd() throws IOException {
        definition("- {action: uci, attributes: {set: {network.lan.proto: dhcp}}}");
        router.script(shell -> {
            shell.print("away\n");
            return router.goDown();
        });
        runOnce();
        workshop.clock().advance(workshop.settings().provision().scriptTimeout());

        runOnce();

        assertIs(DeviceState.RETRYING, Reason.SSH_UNREACHABLE);
    }

    @Test
    void aPlanThatRestartsTheDeviceGoesOnAfterwards() throws IOException {
        definition("- {action: reboot}\n" + TWO_STEPS);
        router.script(shell -> router.starts() == 1 ? Program.RESTARTING : 0);
        runOnce();
        assertIs(DeviceState.REBOOTING, null);
        assertThat(runOnce()).as("still up, with the boot it had").isInstanceOf(Next.Again.class);
        router.boot(OLD);

        runToTheEnd();

        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.starts()).isEqualTo(2);
        assertThat(device().attempts()).isZero();
        assertThat(states()).containsOnly("CHANGED");
    }

    @Test
    void aPlanThatRestartsTheDeviceAgainAndAgainIsGivenUp() throws IOException {
        definition("- {action: reboot}");
        router.script(shell -> Program.RESTARTING);
        for (int i = 0; i < 40 && device().state() != DeviceState.FAILED; i++) {
            if (runOnce() instanceof Next.Again again) {
                workshop.clock().set(again.at());
            }
            router.boot(OLD);
        }
        assertIs(DeviceState.FAILED, Reason.INTERRUPTED);
    }

    @Test
    void aDeviceOnWhichAnotherPlanIsAtWorkIsTriedAgain() throws IOException {
        router.busy(true);
        runOnce();
        assertIs(DeviceState.RETRYING, Reason.BUSY);
        router.busy(false);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void aRouterThatIsFlashedByItsPlanComesBackAndGoesOn() throws IOException {
        String sum = "cd".repeat(32);
        definition("- {action: upgrade, attributes: {file: one.bin, release: '%s', sha256: %s}}\n%s"
                .formatted(NEW, sum, TWO_STEPS));
        router.script(shell -> {
            if (shell.step() > 1 || router.release().equals(NEW)) {
                return 0;
            }
            router.flash(NEW);
            return Program.FLASHING;
        });
        runOnce();
        assertIs(DeviceState.REBOOTING, null);
        router.boot(NEW);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.flashes()).isOne();
    }

    @Test
    void aPlanWhoseKeyIsLostIsMadeAnew() throws IOException {
        router.script(shell -> {
            router.sshd().cut();
            Thread.currentThread().join();
            return 0;
        });
        runOnce();
        workshop.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update plan set program = x'00' where device_id = " + id)
                        .executeUpdate());
        router.script(shell -> 0);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.starts()).isEqualTo(2);
    }
}
