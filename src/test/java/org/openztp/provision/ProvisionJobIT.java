package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openztp.device.DeviceState;
import org.openztp.history.DeviceEvent;
import org.openztp.job.Next;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRunState;

class ProvisionJobIT extends ProvisionBench {
    @Test
    void aRouterThatRunsTheRightReleaseIsPreparedAndNamed() throws IOException {
        image = Optional.empty();
        router.script(shell -> {
            shell.print(shell.arguments() + " " + shell.env("ZTP_ID") + " " + shell.env("ZTP_SERVER") + " "
                    + shell.env("ZTP_HOSTNAME") + " [" + shell.env("ZTP_IMAGE") + "]\n");
            return 0;
        });
        assertThat(runOnce()).isEqualTo(Next.done());
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(workshop.output(id))
                .isEqualTo("[" + id + "] " + id + " http://ztp.example:8080/ztp wrt" + id + " []\n");
        assertThat(router.authorizedKeys())
                .containsExactlyElementsOf(workshop.keys().publicLines());
        assertThat(router.registerConf())
                .isEqualTo("siaddr=ztp.example\nboot_file=this_is_update_server\n"
                        + "ztp_server=http://ztp.example:8080/ztp\n");
        assertThat(router.filesOfTmp()).isEmpty();
        assertThat(device().release()).isEqualTo(OLD);
        assertThat(workshop.runsOf(id)).singleElement().satisfies(run -> {
            assertThat(run.state()).isEqualTo(ScriptRunState.SUCCEEDED);
            assertThat(run.exitCode()).isZero();
        });
        assertThat(runOnce()).as("a further call of a finished job").isEqualTo(Next.done());
        assertThat(router.starts()).isOne();
    }

    @Test
    void whatItsPlanCallsARouterIsOnRecordWhenItIsProvisioned() throws IOException {
        router.script(shell -> {
            router.hostname("wrt1");
            return router.initScript(shell);
        });
        router.boot(NEW);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(device().hostname()).isEqualTo("wrt1");
        assertThat(workshop.events(id)).extracting(DeviceEvent::message).containsOnlyOnce("hostname: OpenWrt → wrt1");
    }

    @Test
    void anOldRouterIsFlashedOnceAndComesBackWithTheNewRelease() throws IOException {
        Next next = runOnce();
        assertIs(DeviceState.REBOOTING, null);
        assertThat(next).isInstanceOf(Next.Again.class);
        assertThat(runOnce()).as("while it is away").isInstanceOf(Next.Again.class);
        assertIs(DeviceState.REBOOTING, null);
        router.boot(NEW);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(device().release()).isEqualTo(NEW);
        assertThat(router.flashes()).isOne();
        assertThat(workshop.runsOf(id)).extracting(ScriptRun::state).containsOnly(ScriptRunState.SUCCEEDED);
    }

    @Test
    void anExitCodeThatSaysTheFlashBeganIsNoFailure() throws IOException {
        router.script(shell -> {
            if (router.release().equals(OLD)) {
                router.flash(NEW);
                return ScriptRun.FLASH_BEGUN;
            }
            return 0;
        });
        runOnce();
        assertIs(DeviceState.REBOOTING, null);
        assertThat(runOnce()).as("still up, with the boot it had").isInstanceOf(Next.Again.class);
        router.boot(NEW);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.starts()).isEqualTo(2);
    }

    @Test
    void aFlashLeftBehindInTheBackgroundIsWaitedFor() throws IOException {
        router.script(shell -> {
            if (router.release().equals(OLD)) {
                router.flash(NEW);
            }
            return 0;
        });
        runOnce();
        assertIs(DeviceState.REBOOTING, null);
        router.boot(NEW);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void aRouterThatNeverComesBackFailsAtItsDeadline() throws IOException {
        runOnce();
        Instant deadline =
                workshop.inventory().now().plus(workshop.settings().provision().rebootTimeout());
        for (int i = 0; i < 3; i++) {
            assertThat(runOnce()).isInstanceOf(Next.Again.class);
        }
        assertIs(DeviceState.REBOOTING, null);
        workshop.clock().set(deadline);
        assertThat(runOnce()).isEqualTo(Next.done());
        assertIs(DeviceState.FAILED, Reason.NEVER_CAME_BACK);
        assertThat(workshop.runsOf(id)).extracting(ScriptRun::reason).containsExactly(Reason.INTERRUPTED);
    }

    @Test
    void aRouterThatStaysUpAlthoughItWasToBeFlashedIsTriedAgain() throws IOException {
        router.script(shell -> ScriptRun.FLASH_BEGUN);
        runOnce();
        workshop.clock().advance(workshop.settings().provision().rebootTimeout());
        runOnce();
        assertIs(DeviceState.RETRYING, Reason.INTERRUPTED);
    }

    @Test
    void aFlashThatDidNotTakeFailsAndOnlyAnOperatorMayTryItAgain() throws IOException {
        runOnce();
        router.boot(OLD);
        assertThat(runOnce()).isEqualTo(Next.done());
        assertIs(DeviceState.FAILED, Reason.FLASH_FAILED);
        assertThat(router.flashes()).isOne();

        operator().retry(id, "admin", device -> null);
        runOnce();
        assertThat(router.flashes()).isEqualTo(2);
        router.boot(NEW);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void aServerThatLostItsMemoryDoesNotFlashARouterWithTheMark() throws IOException {
        router.flash(NEW);
        assertThat(runOnce()).isEqualTo(Next.done());
        assertIs(DeviceState.FAILED, Reason.FLASH_FAILED);
        assertThat(router.flashes()).isOne();
        assertThat(router.starts()).isZero();
    }

    @Test
    void aPowerCutBeforeTheFlashIsTriedAgain() throws IOException {
        router.script(shell -> router.goDown());
        runOnce();
        assertIs(DeviceState.REBOOTING, null);
        router.boot(OLD);
        runOnce();
        assertIs(DeviceState.RETRYING, Reason.INTERRUPTED);
        router.script(router::initScript);
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
        assertThat(router.flashes()).isOne();
    }

    @Test
    void aRouterThatRestartsInEachAttemptDoesNotGoRoundForever() throws IOException {
        router.script(shell -> router.goDown());
        for (int i = 0; i < 20 && device().state() != DeviceState.FAILED; i++) {
            runOnce();
            router.boot(OLD);
        }
        assertIs(DeviceState.FAILED, Reason.INTERRUPTED);
    }

    @Test
    void fiftyMegabytesOfOutputAreKeptFromTheirStartAndTheirEnd() throws IOException {
        image = Optional.empty();
        byte[] block = "0123456789abcdef\n".repeat(3855).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int blocks = 50 * 1024 * 1024 / block.length;
        router.script(shell -> {
            shell.print("first line\n");
            for (int i = 0; i < blocks; i++) {
                shell.write(block);
            }
            shell.print("last line\n");
            return 0;
        });
        runOnce();
        assertIs(DeviceState.PROVISIONED, null);
        String output = workshop.output(id);
        assertThat(output).startsWith("first line\n").endsWith("last line\n").contains(" bytes left out …\n");
        assertThat(output.length()).isBetween(64 * 1024, 64 * 1024 + 100);
        assertThat(workshop.runsOf(id).get(0).outputBytes()).isEqualTo(21L + (long) blocks * block.length);
    }
}
