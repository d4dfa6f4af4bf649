package org.openztp.provision;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.openztp.config.BadFile;
import org.openztp.device.DeviceState;
import org.openztp.firmware.Image;
import org.openztp.firmware.NotRead;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.plan.Program;
import org.openztp.planned.Waits;
import org.openztp.script.Outcome;
import org.openztp.script.Reach;
import org.openztp.script.Reached;
import org.openztp.script.Reason;
import org.openztp.script.Runner;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;

/**
 * Brings one device to PROVISIONED; its id is the device's. A run opens one session: identify, prepare, run the script,
 * decide. A flash ends the session, and later runs look whether the device is back and what it runs then. Every decision
 * is a transaction of {@link ProvisionSteps}; a run that was killed is taken up after the last of them.
 */
public final class ProvisionJob implements JobType {
    public static final String NAME = "provision";

    /** sysupgrade's own code, and what a shell leaves that was killed on the way down. */
    private static final Set<Integer> MAY_BE_FLASHING = Set.of(ScriptRun.FLASH_BEGUN, 255, 137, 143);

    private final ProvisionSteps steps;
    private final Reach reach;
    private final PlanPush push;
    private final DeviceSide deviceSide;
    private final Function<String, Optional<Image>> images;

    /** @param images the image that a board should run, by board_name */
    public ProvisionJob(
            ProvisionSteps steps,
            Reach reach,
            Runner runner,
            DeviceSide deviceSide,
            Function<String, Optional<Image>> images) {
        this.steps = steps;
        this.reach = reach;
        this.push = new PlanPush(steps.plans(), runner);
        this.deviceSide = deviceSide;
        this.images = images;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) throws IOException {
        Begun begun = steps.begin(id);
        if (begun.next() != null) {
            return begun.next();
        }
        boolean rebooting = begun.device().state() == DeviceState.REBOOTING;
        try (Reached reached = reach.to(begun.device())) {
            boolean restarted =
                    begun.run() != null && !reached.bootId().equals(begun.run().bootId());
            if (rebooting && !restarted) {
                return stillUp(begun, reached);
            }
            Identity identity = deviceSide.identify(reached.session());
            if (steps.identified(id, identity) == null) {
                return Next.done();
            }
            return restarted ? afterRestart(begun, reached, identity) : goOn(begun, reached, identity);
        } catch (Unreachable e) {
            return notThere(begun, e.reason(), e.getMessage());
        } catch (Setback e) {
            return notThere(begun, e.reason(), e.getMessage());
        } catch (BadFile e) {
            return steps.setback(id, Reason.BAD_FILE, e.getMessage(), true);
        } catch (Waits e) {
            return steps.waits(id, e);
        } catch (InVain e) {
            return steps.fail(id, Reason.FLASH_FAILED, e.getMessage());
        } catch (NotRead e) {
            return steps.lookAgain();
        }
    }

    private Next notThere(Begun begun, String reason, String words) {
        if (reason.equals(Reason.HOST_KEY_CHANGED)) {
            return steps.hostKeyChanged(begun.id(), words);
        }
        if (begun.mayBeCutOff() && steps.mayAnswerYet(begun.run())) {
            return steps.lookAgain();
        }
        if (begun.device().state() != DeviceState.REBOOTING) {
            return steps.setback(begun.id(), reason, words, true);
        }
        return steps.isOverdue(begun.provisioning())
                ? steps.fail(begun.id(), Reason.NEVER_CAME_BACK, "it did not come back in time: " + words)
                : steps.lookAgain();
    }

    /** Expected back, but not gone yet: perhaps only the connection broke, and the script is at work. */
    private Next stillUp(Begun begun, Reached reached) throws IOException {
        Outcome outcome = push.carry(reached.session(), begun.run());
        if (!begun.restarts() && !mayBeFlashing(outcome)) {
            return conclude(begun, reached, outcome);
        }
        return steps.isOverdue(begun.provisioning())
                ? steps.setback(begun.id(), Reason.INTERRUPTED, "it was neither flashed nor restarted in time", false)
                : steps.lookAgain();
    }

    /** Another boot than the one in which the script was started: what it runs now tells what happened. */
    private Next afterRestart(Begun begun, Reached reached, Identity identity) throws IOException {
        String offered = begun.provisioning().offeredRelease().orElse("");
        if (begun.restarts() && steps.goesRound(begun)) {
            return steps.setback(begun.id(), Reason.INTERRUPTED, "its plan restarts it again and again", false);
        }
        if (offered.isEmpty() || begun.restarts()) {
            steps.runIsOver(begun.id());
            return start(begun, reached, identity);
        }
        if (offered.equals(identity.release())) {
            steps.flashed(begun.id());
            return start(begun, reached, identity);
        }
        if (offered.equals(identity.flashing())) {
            throw new InVain(offered, identity.release());
        }
        String words = "it was restarted before the flash began and runs " + identity.release();
        return steps.setback(begun.id(), Reason.INTERRUPTED, words, false);
    }

    private Next goOn(Begun begun, Reached reached, Identity identity) throws IOException {
        return begun.run() == null
                ? start(begun, reached, identity)
                : conclude(begun, reached, push.carry(reached.session(), begun.run()));
    }

    private Next start(Begun begun, Reached reached, Identity identity) throws IOException {
        Image image = images.apply(identity.board()).orElse(null);
        try {
            deviceSide.prepare(reached.session(), begun.device());
        } catch (Setback e) {
            return steps.setback(begun.id(), e.reason(), e.getMessage(), true);
        }
        Optional<Begun> offered = steps.offer(begun.id(), reached.bootId(), image, identity);
        if (offered.isEmpty()) {
            return Next.done();
        }
        return conclude(
                offered.get(),
                reached,
                push.carry(reached.session(), offered.get().run()));
    }

    private Next conclude(Begun begun, Reached reached, Outcome outcome) throws IOException {
        long id = begun.id();
        if (outcome instanceof Outcome.Lost && begun.mayBeCutOff() && steps.mayAnswerYet(begun.run())) {
            return steps.lookAgain();
        }
        if (outcome instanceof Outcome.Ended ended && ended.code() == Program.RESTARTING && begun.plan() != null) {
            return steps.awaitReboot(id, "it restarts as its plan says; waiting for it");
        }
        if (outcome instanceof Outcome.Lost lost && !lost.asked()) {
            return steps.setback(
                    id, Reason.SSH_UNREACHABLE, "the connection was lost while the script was uploaded", true);
        }
        if (begun.provisioning().offeredRelease().isPresent()
                && (mayBeFlashing(outcome) || isFlashingBehind(begun, reached, outcome))) {
            return steps.awaitReboot(id, "the session ended while a firmware was offered; waiting for the device");
        }
        if (outcome instanceof Outcome.Ended ended) {
            return ended.code() == 0
                    ? steps.provisioned(id)
                    : steps.setback(id, reason(begun, ended), ended.words(), false);
        }
        if (outcome instanceof Outcome.Lost) {
            return steps.setback(id, Reason.SSH_UNREACHABLE, "the connection was lost while the script ran", true);
        }
        if (outcome instanceof Outcome.TimedOut) {
            return steps.setback(id, Reason.SCRIPT_TIMEOUT, "the script took longer than it may", false);
        }
        if (outcome instanceof Outcome.NotUploaded failed) {
            return steps.setback(id, Reason.SCRIPT_FAILED, failed.words(), false);
        }
        return steps.setback(id, Reason.INTERRUPTED, "the script was interrupted", false);
    }

    private String reason(Begun begun, Outcome.Ended ended) {
        return steps.plans().reason(begun.id(), ended.code());
    }

    /** A script may leave a flash behind in the background and end well; the mark on the device tells. */
    private boolean isFlashingBehind(Begun begun, Reached reached, Outcome outcome) throws IOException {
        if (!(outcome instanceof Outcome.Ended ended) || ended.code() != 0) {
            return false;
        }
        try {
            Identity now = deviceSide.identify(reached.session());
            return begun.provisioning().offeredRelease().orElse("").equals(now.flashing());
        } catch (Setback e) {
            return true;
        }
    }

    private static boolean mayBeFlashing(Outcome outcome) {
        return outcome instanceof Outcome.Lost
                || outcome instanceof Outcome.Vanished
                || outcome instanceof Outcome.Ended ended && MAY_BE_FLASHING.contains(ended.code());
    }
}
