package org.openztp.provision;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.config.BadFile;
import org.openztp.device.DeviceState;
import org.openztp.device.Way;
import org.openztp.firmware.Image;
import org.openztp.firmware.NotRead;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.planned.Waits;
import org.openztp.script.Outcome;
import org.openztp.script.Reach;
import org.openztp.script.Reached;
import org.openztp.script.Reason;
import org.openztp.script.Runner;
import org.openztp.script.Unreachable;

/**
 * Brings one device to PROVISIONED; its id is the device's. A run opens one session: identify, prepare, run the script,
 * decide. A flash ends the session, and later runs look whether the device is back and what it runs then. Every decision
 * is a transaction of {@link ProvisionSteps}; a run that was killed is taken up after the last of them. No session is
 * opened to a device that fetches its plan: {@link PulledPlans} gives it, and here only the time is minded.
 */
public final class ProvisionJob implements JobType {
    public static final String NAME = "provision";

    private final ProvisionSteps steps;
    private final Decisions decisions;
    private final PullMind mind;
    private final Reach reach;
    private final PlanPush push;
    private final DeviceSide deviceSide;
    private final Function<String, Optional<Image>> images;
    private FirmwareStep firmware;

    /** @param images the image that a board should run, by board_name */
    public ProvisionJob(
            ProvisionSteps steps,
            Reach reach,
            Runner runner,
            DeviceSide deviceSide,
            Function<String, Optional<Image>> images) {
        this.steps = steps;
        this.decisions = new Decisions(steps);
        this.mind = new PullMind(steps);
        this.reach = reach;
        this.push = new PlanPush(steps.plans(), runner);
        this.deviceSide = deviceSide;
        this.images = images;
        this.firmware = new FirmwareStep(steps.plans(), FirmwareFirst.NOTHING);
    }

    /** @param first what devices are to run before they get their first plan */
    public ProvisionJob after(FirmwareFirst first) {
        firmware = new FirmwareStep(steps.plans(), first);
        return this;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) throws IOException {
        Optional<Next> upgraded = firmware.underWay(id);
        if (upgraded.isPresent()) {
            return upgraded.get();
        }
        Begun begun = steps.begin(id, Way.PUSH);
        if (begun.next() != null) {
            return begun.next();
        }
        if (begun.device().pulling().isOn()) {
            return mind.look(id);
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
        if (!begun.restarts() && !Decisions.mayBeFlashing(outcome)) {
            return conclude(begun, reached, outcome);
        }
        return steps.isOverdue(begun.provisioning())
                ? steps.setback(begun.id(), Reason.INTERRUPTED, "it was neither flashed nor restarted in time", false)
                : steps.lookAgain();
    }

    /** Another boot than the one in which the script was started. */
    private Next afterRestart(Begun begun, Reached reached, Identity identity) throws IOException {
        Optional<Next> decided = decisions.afterRestart(begun, identity);
        return decided.isPresent() ? decided.get() : start(begun, reached, identity);
    }

    private Next goOn(Begun begun, Reached reached, Identity identity) throws IOException {
        return begun.run() == null
                ? start(begun, reached, identity)
                : conclude(begun, reached, push.carry(reached.session(), begun.run()));
    }

    private Next start(Begun begun, Reached reached, Identity identity) throws IOException {
        Optional<FirmwareFirst.Hold> hold = firmware.of(begun.id());
        if (hold.isPresent()) {
            return hold.get().inVain()
                    ? steps.fail(begun.id(), Reason.UPGRADE_FAILED, hold.get().words())
                    : firmware.later();
        }
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
        return decisions.conclude(begun, outcome, release -> isFlashing(release, reached));
    }

    /** The mark on the device tells. */
    private boolean isFlashing(String release, Reached reached) throws IOException {
        try {
            return release.equals(deviceSide.identify(reached.session()).flashing());
        } catch (Setback e) {
            return true;
        }
    }
}
