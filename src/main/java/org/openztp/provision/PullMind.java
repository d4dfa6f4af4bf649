package org.openztp.provision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;
import org.openztp.script.FetchedRun;
import org.openztp.script.Outcome;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/** What is left to do here for a device that fetches its plan: to give up what takes too long. Opens no connection. */
final class PullMind {
    /** A device that has asked fetches its plan at once. */
    private static final Duration TO_FETCH = Duration.ofMinutes(1);

    private final ProvisionSteps steps;

    PullMind(ProvisionSteps steps) {
        this.steps = steps;
    }

    Next look(long id) {
        return steps.inventory().tx(tx -> {
            ProvisionSteps now = steps.within(tx);
            Optional<Begun> begun = now.inHand(id);
            return begun.isEmpty() ? Next.done() : look(tx, now, begun.get());
        });
    }

    private Next look(Tx tx, ProvisionSteps now, Begun begun) {
        if (begun.device().state() == DeviceState.REBOOTING) {
            return now.isOverdue(begun.provisioning())
                    ? missing(now, begun)
                    : Next.again(begun.provisioning().deadline());
        }
        if (begun.run() != null && begun.run().state().isEnd()) {
            return conclude(now, begun, Outcome.of(begun.run()));
        }
        Instant latest = latest(begun);
        if (steps.inventory().now().isBefore(latest)) {
            return Next.again(latest);
        }
        if (begun.run() == null) {
            return now.setback(begun.id(), Reason.INTERRUPTED, "it asked, and did not fetch its plan", false);
        }
        FetchedRun.find(tx, begun.run()).ifPresent(row -> row.finish(now.plans().output(begun.run())));
        timedOut(tx, begun.run());
        return conclude(now, begun, new Outcome.TimedOut());
    }

    private Instant latest(Begun begun) {
        if (begun.run() != null) {
            return begun.run().startedAt().plus(steps.settings().scriptTimeout());
        }
        Device device = begun.device();
        Instant asked = device.pulling().askedAt();
        return (asked == null ? device.lastSeen() : asked).plus(TO_FETCH);
    }

    private void timedOut(Tx tx, ScriptRun run) {
        String words = "no end within " + steps.settings().scriptTimeout();
        steps.inventory()
                .events()
                .add(
                        tx,
                        run.fail(Reason.SCRIPT_TIMEOUT, words, steps.inventory().now()));
    }

    private static Next conclude(ProvisionSteps now, Begun begun, Outcome outcome) {
        try {
            return new Decisions(now).conclude(begun, outcome, release -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It did not come back; or it has called since, and never was away. */
    private Next missing(ProvisionSteps now, Begun begun) {
        Instant expected =
                begun.provisioning().deadline().minus(steps.settings().rebootTimeout());
        Instant asked = begun.device().pulling().askedAt();
        boolean called = asked != null && asked.isAfter(expected);
        boolean sameBoot = begun.run() != null
                && begun.run().bootId().equals(begun.device().bootId());
        return called && sameBoot
                ? now.setback(begun.id(), Reason.INTERRUPTED, "it was neither flashed nor restarted in time", false)
                : now.fail(begun.id(), Reason.NEVER_CAME_BACK, "it did not come back in time");
    }
}
