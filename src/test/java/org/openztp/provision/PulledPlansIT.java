package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceChange;
import org.openztp.device.DeviceState;
import org.openztp.device.Way;
import org.openztp.job.Next;
import org.openztp.plan.Program;
import org.openztp.script.FetchedRun;
import org.openztp.script.FetchedScripts;
import org.openztp.script.Outcome;
import org.openztp.script.Printed;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/** A device that fetches its plan, and the job that only minds the time. No connection is ever opened to it. */
class PulledPlansIT extends ProvisionBench {
    private static final String BOOT = "11111111-0000";
    private static final String NEXT_BOOT = "22222222-0000";

    private PulledPlans plans;

    @BeforeEach
    void letItFetch() {
        operator().change(id, new DeviceChange(Way.PULL, null, null, null), "me", device -> device);
        router.close();
        ProvisionSteps steps = new ProvisionSteps(
                workshop.inventory(),
                planning(workshop),
                plans(workshop),
                workshop.settings().provision(),
                new Random(1));
        ProvisionQueue queue = new ProvisionQueue(
                workshop.jobs(), workshop.orders(), pools(workshop), workshop.inventory(), (tx, device) -> false);
        plans = new PulledPlans(steps, board -> image, queue);
    }

    private ScriptRun fetch(String boot) {
        ScriptRun run = plans.claim(id, boot, "").orElseThrow();
        workshop.db().run(tx -> FetchedRun.given(tx, run));
        return run;
    }

    private void ends(ScriptRun run, int code, String flashing) {
        workshop.db().run(tx -> {
            ScriptRun stored = workshop.runs().get(tx, run.id());
            FetchedScripts scripts = new FetchedScripts(workshop.inventory(), workshop.runs(), workshop.runner());
            Outcome outcome = scripts.end(tx, stored, code, "");
            plans.ended(tx, stored, outcome, flashing);
        });
    }

    private void runs(String release) {
        workshop.db()
                .run(tx -> workshop.inventory()
                        .devices()
                        .get(tx, id)
                        .update(
                                new org.openztp.openwrt.Facts(
                                        new org.openztp.openwrt.MacAddress(mac), java.util.Map.of("release", release)),
                                workshop.inventory().now()));
    }

    /** What the device is to run first, as a test likes it. */
    private static final class First implements FirmwareFirst {
        Hold hold;

        @Override
        public Optional<Hold> of(Tx tx, Device device, Instant since) {
            return Optional.ofNullable(hold);
        }

        @Override
        public boolean isUnderWay(Tx tx, long device) {
            return hold != null && !hold.inVain();
        }
    }

    @Test
    void aNewDeviceThatIsUpgradedFirstGetsItsPlanAfterwards() {
        First first = new First();
        plans.after(first);
        first.hold = new FirmwareFirst.Hold(false, "first comes upgrade 7");
        assertThat(plans.claim(id, BOOT, "")).isEmpty();
        assertThat(device().state()).isEqualTo(DeviceState.WAITING);
        assertThat(device().reason()).isEqualTo(Reason.UPGRADE);
        assertThat(plans.claim(id, BOOT, "")).isEmpty();
        assertThat(device().state()).isEqualTo(DeviceState.WAITING);

        first.hold = null;
        assertThat(plans.claim(id, NEXT_BOOT, "")).isPresent();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONING);
    }

    @Test
    void aNewDeviceWhoseUpgradeCameToNothingIsNotConfigured() {
        First first = new First();
        plans.after(first);
        first.hold = new FirmwareFirst.Hold(true, "upgrade 7 came to nothing (unhealthy)");
        assertThat(plans.claim(id, BOOT, "")).isEmpty();
        assertThat(device().state()).isEqualTo(DeviceState.FAILED);
        assertThat(device().reason()).isEqualTo(Reason.UPGRADE_FAILED);
    }

    private Instant again() throws IOException {
        Next next = runOnce();
        assertThat(next).isInstanceOf(Next.Again.class);
        return ((Next.Again) next).at();
    }

    @Test
    void oneThatWaitsForItsTagGetsItsPlanWhenItAsksTheNextTime() throws IOException {
        Files.writeString(
                workshop.conf("neighbordb"), "patterns:\n  - {name: lab, definition: default, match: {tags: lab}}\n");
        workshop.clock().advance(Duration.ofSeconds(1));
        assertThat(plans.claim(id, BOOT, "")).isEmpty();
        assertIs(DeviceState.WAITING, Reason.NO_PATTERN);

        operator().tag(id, "lab", "maria", device -> null);
        assertThat(runOnce()).as("the job has nothing to do with it").isEqualTo(Next.done());

        ends(fetch(BOOT), 0, "");
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void theJobOpensNothingAndWaitsForNothing() throws IOException {
        assertThat(runOnce()).isEqualTo(Next.done());
        assertThat(device().state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(workshop.events(id)).isEmpty();
    }

    @Test
    void aPlanThatTakesTooLongIsGivenUpWithWhatWasHeldOfItsOutput() throws IOException {
        image = Optional.empty();
        ScriptRun run = fetch(BOOT);
        byte[] words = "half a line and \n@ztp:".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        workshop.db().run(tx -> {
            Printed output = plans.output(tx, workshop.runs().get(tx, run.id()));
            FetchedRun.find(tx, run).orElseThrow().take(output, 0, words, false);
        });

        assertThat(again())
                .isEqualTo(workshop.runsOf(id)
                        .get(0)
                        .startedAt()
                        .plus(workshop.settings().provision().scriptTimeout()));
        workshop.clock().advance(Duration.ofSeconds(61));
        Instant next = again();

        assertIs(DeviceState.RETRYING, Reason.SCRIPT_TIMEOUT);
        assertThat(next).isAfterOrEqualTo(device().nextTry());
        assertThat(workshop.output(id)).isEqualTo("half a line and \n@ztp:");
        assertThat(workshop.runsOf(id).get(0).reason()).isEqualTo(Reason.SCRIPT_TIMEOUT);
    }

    @Test
    void aFlashIsKnownByTheReleaseItComesBackWith() {
        ScriptRun run = fetch(BOOT);
        ends(run, Program.FLASHING, NEW);
        assertIs(DeviceState.REBOOTING, null);
        assertThat(plans.claim(id, BOOT, NEW)).as("not gone yet").isEmpty();

        runs(NEW);
        ScriptRun second = fetch(NEXT_BOOT);
        ends(second, 0, "");

        assertIs(DeviceState.PROVISIONED, null);
        assertThat(workshop.runsOf(id)).hasSize(2);
    }

    @Test
    void aFlashWhoseLastWordsWereLostIsKnownToo() {
        ScriptRun run = fetch(BOOT);
        runs(NEW);

        ScriptRun second = fetch(NEXT_BOOT);

        assertThat(second.id()).isNotEqualTo(run.id());
        assertThat(workshop.runsOf(id).get(1).state().name()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aFlashInVainIsNotTriedAgain() {
        ends(fetch(BOOT), Program.FLASHING, NEW);

        runs(OLD);
        assertThat(plans.claim(id, NEXT_BOOT, NEW)).isEmpty();

        assertIs(DeviceState.FAILED, Reason.FLASH_FAILED);
    }

    @Test
    void aDeviceThatNeverAsksAgainIsGivenUp() throws IOException {
        ends(fetch(BOOT), Program.FLASHING, NEW);

        workshop.clock().set(again());
        assertThat(runOnce()).isEqualTo(Next.done());

        assertIs(DeviceState.FAILED, Reason.NEVER_CAME_BACK);
    }

    @Test
    void whoeverIsSecondToPlanItGetsTheFirstOnesRun() {
        ScriptRun run = fetch(BOOT);

        assertThat(plans.claim(id, BOOT, "").orElseThrow().id()).isEqualTo(run.id());
        assertThat(workshop.runsOf(id)).hasSize(1);
    }

    @Test
    void aDeviceThatIsBroughtBackToSshIsReachedByIt() throws IOException {
        operator().change(id, new DeviceChange(Way.PUSH, null, null, null), "me", device -> device);

        runOnce();

        assertIs(DeviceState.RETRYING, Reason.SSH_UNREACHABLE);
    }
}
