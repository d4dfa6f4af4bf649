package org.openztp.provision;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.openztp.job.Next;
import org.openztp.plan.Program;
import org.openztp.script.Outcome;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/** What becomes of a device, by how the run of its plan ended or by the boot it is found in; whoever carried the plan. */
final class Decisions {
    /** The device's word on whether a flash was begun and has not taken. */
    interface FlashMark {
        /** @param release the one that was offered */
        boolean names(String release) throws IOException;
    }

    /** sysupgrade's own code, and what a shell leaves that was killed on the way down. */
    private static final Set<Integer> MAY_BE_FLASHING = Set.of(ScriptRun.FLASH_BEGUN, 255, 137, 143);

    private final ProvisionSteps steps;

    Decisions(ProvisionSteps steps) {
        this.steps = steps;
    }

    static boolean mayBeFlashing(Outcome outcome) {
        return outcome instanceof Outcome.Lost
                || outcome instanceof Outcome.Vanished
                || outcome instanceof Outcome.Ended ended && MAY_BE_FLASHING.contains(ended.code());
    }

    /**
     * The device was found in another boot than the one in which its run was begun: what it runs now tells what happened.
     *
     * @return empty when the way goes on with a new run
     * @throws InVain it was flashed, and runs something else
     */
    Optional<Next> afterRestart(Begun begun, Identity identity) {
        String offered = begun.provisioning().offeredRelease().orElse("");
        if (begun.restarts() && steps.goesRound(begun)) {
            return Optional.of(interrupted(begun, "its plan restarts it again and again"));
        }
        if (offered.isEmpty() || begun.restarts()) {
            steps.runIsOver(begun.id());
            return Optional.empty();
        }
        if (offered.equals(identity.release())) {
            steps.flashed(begun.id());
            return Optional.empty();
        }
        if (offered.equals(identity.flashing())) {
            throw new InVain(offered, identity.release());
        }
        return Optional.of(
                interrupted(begun, "it was restarted before the flash began and runs " + identity.release()));
    }

    private Next interrupted(Begun begun, String words) {
        return steps.setback(begun.id(), Reason.INTERRUPTED, words, false);
    }

    /** The run has ended, or nobody will learn how; the device is still in the boot in which it was begun. */
    Next conclude(Begun begun, Outcome outcome, FlashMark mark) throws IOException {
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
        String offered = begun.provisioning().offeredRelease().orElse("");
        if (!offered.isEmpty() && (mayBeFlashing(outcome) || endedWell(outcome) && mark.names(offered))) {
            return steps.awaitReboot(id, "the session ended while a firmware was offered; waiting for the device");
        }
        if (outcome instanceof Outcome.Ended ended) {
            return ended.code() == 0
                    ? steps.provisioned(id)
                    : steps.setback(id, steps.plans().reason(id, ended.code()), ended.words(), false);
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

    /** A script may leave a flash behind in the background and end well. */
    private static boolean endedWell(Outcome outcome) {
        return outcome instanceof Outcome.Ended ended && ended.code() == 0;
    }
}
