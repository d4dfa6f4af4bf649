package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.Workshop;

class ProvisionFaultsIT extends ProvisionBench {
    @Test
    void aRouterThatRefusesIsTriedAgainAfterGrowingPausesUntilTheAttemptsAreUsedUp() throws IOException {
        router.sshd().down();
        Instant before = workshop.inventory().now();
        Next first = runOnce();
        assertIs(DeviceState.RETRYING, Reason.SSH_UNREACHABLE);
        assertThat(device().attempts()).isOne();
        Instant nextTry = ((Next.Again) first).at();
        assertThat(Duration.between(before, nextTry)).isBetween(Duration.ofMillis(7500), Duration.ofMillis(12500));
        assertThat(Duration.between(device().nextTry(), nextTry)).isLessThan(Duration.ofMillis(1));

        workshop.clock().set(nextTry);
        Instant second = ((Next.Again) runOnce()).at();
        assertThat(Duration.between(nextTry, second)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(25));
        workshop.clock().set(second);
        assertThat(runOnce()).isEqualTo(Next.done());
        assertIs(DeviceState.FAILED, Reason.SSH_UNREACHABLE);
        assertThat(device().nextTry()).isNull();
    }

    @Test
    void aRouterThatAnswersAgainIsProvisionedByTheNextAttempt() throws IOException {
        router.sshd().down();
        runOnce();
        router.sshd().up();
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(device().attempts()).isZero();
    }

    @Test
    void aLinkCutDuringTheUploadIsTriedAgain() throws IOException {
        image = Optional.empty();
        router.cutNextUpload();
        runOnce();
        assertIs(DeviceState.RETRYING, Reason.SSH_UNREACHABLE);
        assertThat(router.starts()).isZero();
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.starts()).isOne();
        assertThat(workshop.runsOf(id)).as("the same run was taken up again").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLinkCutWhileTheScriptRunsIsJoinedAndTheScriptIsNotStartedTwice(boolean offered) throws IOException {
        if (!offered) {
            image = Optional.empty();
        }
        CountDownLatch mayEnd = new CountDownLatch(1);
        router.script(shell -> {
            shell.print("at work\n");
            router.sshd().cut();
            mayEnd.await();
            return 0;
        });
        runOnce();
        assertIs(offered ? DeviceState.REBOOTING : DeviceState.RETRYING, offered ? null : Reason.SSH_UNREACHABLE);
        mayEnd.countDown();
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.starts()).isOne();
        assertThat(workshop.runsOf(id))
                .singleElement()
                .satisfies(run -> assertThat(run.exitCode()).isZero());
        assertThat(workshop.output(id)).isEqualTo("at work\n");
    }

    @Test
    void aChangedHostKeyStopsUntilAnOperatorAcceptsIt() throws IOException {
        image = Optional.empty();
        runOnce();
        operator().retry(id, "admin", device -> null);
        router.sshd().newHostKeys("EC");
        assertThat(runOnce()).isEqualTo(Next.done());
        assertIs(DeviceState.HOST_KEY_CHANGED, Reason.HOST_KEY_CHANGED);
        assertThat(router.starts()).isOne();
        operator().acceptHostKey(id, "admin", device -> null);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void aScriptThatFailsIsRepeatedUntilTheAttemptsAreUsedUp() throws IOException {
        router.script(shell -> {
            shell.print("init: the server said no\n");
            return 3;
        });
        runToTheEnd();
        assertIs(DeviceState.FAILED, Reason.SCRIPT_FAILED);
        assertThat(lastStep()).contains("exit code 3", "the server said no");
        assertThat(router.starts()).isEqualTo(3);
        assertThat(workshop.runsOf(id)).extracting(ScriptRun::exitCode).containsExactly(3, 3, 3);
    }

    @Test
    void aDeviceThatIsNotTheOneOnRecordGetsNothingAndItsKeyIsForgotten() throws IOException {
        try (FakeRouter other = new FakeRouter("02:1a:b0:00:00:99", OLD);
                Workshop elsewhere =
                        new Workshop(home.resolve("other"), other.sshd().port(), test.db())) {
            long wrong = elsewhere.register(newMac());
            newJob(elsewhere).run(wrong);
            assertThat(elsewhere.device(wrong).reason()).isEqualTo(Reason.WRONG_DEVICE);
            assertThat(elsewhere.hostKeys().accepted(wrong)).isEmpty();
            assertThat(other.authorizedKeys()).isEmpty();
            assertThat(other.starts()).isZero();
        }
    }

    @Test
    void anAddressOutsideTheAllowedNetworksIsNotCalled() throws IOException {
        workshop.db()
                .run(tx -> workshop.inventory()
                        .devices()
                        .get(tx, id)
                        .metAt("203.0.113.7", "http://ztp", workshop.inventory().now()));
        runOnce();
        assertIs(DeviceState.RETRYING, Reason.ADDRESS_NOT_ALLOWED);
        assertThat(router.sshd().connections()).isEmpty();
    }

    @Test
    void somethingThatIsNoOpenWrtIsSaidSo() throws IOException {
        router.sshd().on("^LC_ALL=C", call -> 127);
        runOnce();
        assertIs(DeviceState.RETRYING, Reason.NOT_OPENWRT);
    }

    @Test
    void aMissingScriptIsSaidWithItsFile() throws IOException {
        Files.delete(workshop.conf("scripts/init.sh"));
        runOnce();
        assertIs(DeviceState.WAITING, Reason.BAD_PLAN);
        assertThat(lastStep()).contains("definitions/default.yaml:", "init.sh");
    }

    @Test
    void aDeviceRemovedWhileItsScriptRunsEndsTheJob() throws IOException {
        router.script(shell -> {
            operator().remove(id, "olga");
            return 0;
        });
        assertThat(runOnce()).isEqualTo(Next.done());
        assertThat(workshop.db()
                        .<Boolean>tx(tx ->
                                workshop.inventory().devices().find(tx, id).isPresent()))
                .isFalse();
        assertThat(workshop.runsOf(id)).isEmpty();
    }

    @Test
    void aScriptRunThatIsUnderWayIsWaitedFor() throws IOException {
        workshop.db().run(tx -> {
            ScriptRun other = new ScriptRun(
                    "batch",
                    id,
                    workshop.scripts().get("set_hostname.sh"),
                    List.of("x"),
                    workshop.inventory().now());
            workshop.runs().add(tx, other);
            workshop.inventory()
                    .events()
                    .add(tx, other.start(workshop.inventory().now()));
        });
        assertThat(runOnce()).isInstanceOf(Next.Again.class);
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
    }
}
