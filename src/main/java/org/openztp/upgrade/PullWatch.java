package org.openztp.upgrade;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.openztp.device.Claim;
import org.openztp.device.Device;
import org.openztp.job.Next;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/** What becomes of the upgrade of a router that fetches its work while that does not ask: its times are minded. */
final class PullWatch {
    /** So long a router that is back may take to show what it runs. */
    static final Duration TO_SHOW = Duration.ofMinutes(15);

    /** What an operator decides is looked for so often. */
    private static final Duration LOOK = Duration.ofMinutes(5);

    private final UpgradeSteps steps;

    PullWatch(UpgradeSteps steps) {
        this.steps = steps;
    }

    /** One transaction; the next run is when the next of its times has come. */
    Next mind(long id) {
        return steps.hold(id, held -> {
            UpgradeState state = held.operation().state();
            if (!held.device().pulling().isOn()) {
                return Next.again(held.now());
            }
            if (state.isPreparing()) {
                return preparing(held);
            }
            return state.isAfterFlash() ? afterFlash(held) : Next.again(held.now());
        });
    }

    private Next preparing(Held held) {
        Optional<ScriptRun> run = held.lastRun();
        if (run.isEmpty()) {
            return steps.retry(held, Reason.INTERRUPTED, "it fetches its work itself now");
        }
        Duration timeout = steps.settings().transferTimeout();
        Instant latest = run.get().startedAt().plus(timeout);
        return held.now().isAfter(latest)
                ? steps.retry(held, UpgradeCode.TIMED_OUT, "it took longer than " + timeout + " to get ready")
                : Next.again(latest.plusMillis(1));
    }

    private Next afterFlash(Held held) {
        UpgradeOperation operation = held.operation();
        Device device = held.device();
        Optional<Claim> claim = claim(held);
        if (claim.isPresent() && operation.options().wipe()) {
            return unproven(held, claim.get());
        }
        boolean wasBack = operation.state() == UpgradeState.VERIFYING;
        boolean sameBoot = !wasBack && operation.run().bootId().equals(device.bootId());
        Instant latest = sameBoot ? operation.backBy() : operation.backBy().plus(TO_SHOW);
        if (held.now().isBefore(latest)) {
            return Next.again(latest);
        }
        Instant asked = device.pulling().askedAt();
        Duration half = steps.settings().away().dividedBy(2);
        if (sameBoot && asked != null && asked.isAfter(operation.flashedAt().plus(half))) {
            held.fail(UpgradeCode.NO_REBOOT, "it asked long after in the same boot: nothing was flashed");
        } else {
            held.fail(
                    Reason.NEVER_CAME_BACK,
                    (wasBack ? "it was back, and is not heard of any more" : "it did not come back in time")
                            + claim.map(each -> "; " + waiting(each) + ", which may be it without its configuration")
                                    .orElse(""));
        }
        return Next.done();
    }

    /** Made since the flash. */
    private static Optional<Claim> claim(Held held) {
        return held.device()
                .claim()
                .filter(claim -> claim.at().isAfter(held.operation().flashedAt()));
    }

    /** A router that was wiped has nothing to prove itself by: an operator says whether it is the one. */
    private static Next unproven(Held held, Claim claim) {
        UpgradeOperation operation = held.operation();
        Instant latest = operation.backBy().isAfter(operation.deadline()) ? operation.backBy() : operation.deadline();
        if (!held.now().isBefore(latest)) {
            held.fail(UpgradeCode.NOT_APPROVED, waiting(claim) + ", and it is too late for that now");
            return Next.done();
        }
        if (!waiting(claim).equals(operation.words())) {
            held.note(operation.expect(operation.backBy(), waiting(claim), held.now()));
        }
        Instant soon = held.now().plus(LOOK);
        return Next.again(soon.isBefore(latest) ? soon : latest);
    }

    private static String waiting(Claim claim) {
        return "a registration from " + claim.address() + " in its name waits for an approval";
    }
}
