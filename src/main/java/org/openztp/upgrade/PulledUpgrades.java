package org.openztp.upgrade;

import java.util.List;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.job.Next;
import org.openztp.script.FetchedRun;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRunState;

/**
 * The upgrades of devices that fetch their work: what {@link UpgradeJob} does by visits, done when the device asks and when
 * it posts. Every method is part of the caller's transaction, which holds the lock of the device's row.
 */
public final class PulledUpgrades {
    private static final int SIGNALS = 128;
    private static final int OWN_CODES = 200;

    private final UpgradeSteps steps;
    private final Preparation preparation;
    private final AfterFlash afterFlash;
    private final Programs programs;
    private final Soak soak;
    private final Upgrades upgrades;

    PulledUpgrades(UpgradeJob.Engine engine, Upgrades upgrades) {
        this.steps = engine.steps();
        this.preparation = engine.preparation();
        this.afterFlash = engine.afterFlash();
        this.programs = engine.programs();
        this.soak = engine.soak();
        this.upgrades = upgrades;
    }

    /** Whether there may be something to do for the device when it asks. */
    public boolean isWaiting(Tx tx, Device device) {
        return upgrades.active(tx, device.id()).isPresent();
    }

    /**
     * What the device, which asks, is to run now, begun in this boot of it: a new run, or the one that it was given and has
     * not ended. That of the flash is given out in the transaction that puts FLASHING on record, and only then.
     */
    public Optional<ScriptRun> claim(Tx tx, Device device, String bootId) {
        Optional<ScriptRun> open = steps.parts().runs().runningOfUpgrade(tx, device.id());
        Optional<Held> held = open.isPresent()
                ? heldBy(tx, open.get())
                : upgrades.active(tx, device.id()).flatMap(operation -> find(tx, operation.id()));
        Optional<ScriptRun> run =
                held.flatMap(each -> open.isPresent() ? again(each, open.get(), bootId) : next(each, bootId));
        held.ifPresent(each -> upgrades.wake(tx, each.operation()));
        return run;
    }

    /** The text of a run that {@link #claim} gave. */
    public byte[] program(Tx tx, Device device, ScriptRun run) {
        Optional<UpgradeOperation> operation = Errand.of(run).isPresent()
                ? upgrades.find(tx, Errand.operation(run))
                : upgrades.active(tx, device.id());
        return run.arguments().get(0).equals(Soak.HEALTH)
                ? soak.program(tx, operation.orElseThrow()).orElseThrow()
                : programs.of(operation.orElseThrow(), device, run);
    }

    private Optional<Held> heldBy(Tx tx, ScriptRun run) {
        return Errand.of(run).isPresent()
                ? find(tx, Errand.operation(run))
                : upgrades.active(tx, run.deviceId())
                        .filter(operation -> operation.run().id().equals(Optional.of(run.id())))
                        .flatMap(operation -> find(tx, operation.id()));
    }

    private Optional<Held> find(Tx tx, long operation) {
        return Held.find(tx, steps.parts(), operation);
    }

    private Optional<ScriptRun> again(Held held, ScriptRun run, String bootId) {
        if (bootId.equals(run.bootId())) {
            return Optional.of(run);
        }
        if (Errand.of(run).isPresent()) {
            held.note(run.fail(Reason.INTERRUPTED, "it was restarted meanwhile", held.now()));
            return held.operation().state().isEnd() ? Optional.empty() : next(held, bootId);
        }
        if (held.operation().state().isPreparing()) {
            return restarted(held);
        }
        return Optional.of(Errand.LOOK.begin(held, bootId));
    }

    private Optional<ScriptRun> restarted(Held held) {
        steps.retry(held, Reason.INTERRUPTED, "it was restarted while it got ready");
        return Optional.empty();
    }

    private Optional<ScriptRun> next(Held held, String bootId) {
        return switch (held.operation().state()) {
            case QUEUED -> begin(held, bootId);
            case CHECKING, TRANSFERRING -> ready(held, bootId);
            case FLASHING, REBOOTING, VERIFYING ->
                isJustSeen(held, bootId) ? Optional.empty() : Optional.of(Errand.LOOK.begin(held, bootId));
            case SUCCESS, SKIPPED, FAILED, ABORTED, CANCELLED, EXPIRED -> Optional.empty();
        };
    }

    private Optional<ScriptRun> begin(Held held, String bootId) {
        if (!steps.backup().mayBegin(held) || steps.queued(held, true).next() != null) {
            return Optional.empty();
        }
        steps.backup().begun(held);
        return preparation.start(held, bootId).flatMap(Turn::program);
    }

    /** Its first program has ended well, or was never begun. */
    private Optional<ScriptRun> ready(Held held, String bootId) {
        UpgradeRun known = held.operation().run();
        if (known.id().isEmpty()) {
            return preparation.start(held, bootId).flatMap(Turn::program);
        }
        if (!bootId.equals(known.bootId())) {
            return restarted(held);
        }
        return known.isVetted() ? Optional.of(preparation.flash(held)) : Optional.empty();
    }

    /** A device asks again as soon as it has answered: in one boot it is looked at now and then only. */
    private boolean isJustSeen(Held held, String bootId) {
        List<ScriptRun> newest = steps.parts()
                .runs()
                .list(held.tx(), null, held.operation().deviceId(), Long.MAX_VALUE, 1)
                .items();
        return newest.stream()
                .filter(run -> run.isOfUpgrade() && Errand.of(run).isPresent())
                .filter(run -> bootId.equals(run.bootId()) && run.state() == ScriptRunState.SUCCEEDED)
                .anyMatch(run -> held.now()
                        .isBefore(run.finishedAt().plus(steps.settings().reconnectPause())));
    }

    /**
     * Takes a piece of what a run of {@link #claim} printed, and acts on it.
     *
     * @param offset where in the run's output it stands
     * @param exit the run's exit code, with its last piece; below 0 when it was killed and told none; null while it runs
     */
    public void take(Tx tx, ScriptRun run, FetchedRun row, long offset, byte[] piece, Integer exit) {
        Optional<Errand> errand = Errand.of(run);
        PostedLines lines = new PostedLines(errand.isPresent());
        row.take(lines, offset, piece, exit != null);
        Heard heard = new Heard(run.outputBytes(), lines.text(), lines.bytes(), end(exit));
        Held held = heldBy(tx, run).orElse(null);
        if (held == null) {
            return;
        }
        if (errand.isEmpty()) {
            boolean isHealth = run.arguments().get(0).equals(Soak.HEALTH);
            Optional<Next> known =
                    isHealth ? soak.heard(held, run.id(), heard) : preparation.heard(held, run.id(), heard);
            if (known.isEmpty()) {
                Errand.LOOK.begin(held, run.bootId());
            }
        } else if (exit != null) {
            ended(held, errand.get(), run, heard);
        }
        if (exit != null) {
            upgrades.wake(tx, held.operation());
        }
    }

    private static Heard.End end(Integer exit) {
        if (exit == null) {
            return new Heard.Running();
        }
        boolean isSignal = exit > SIGNALS && exit < OWN_CODES;
        return exit < 0 || isSignal ? new Heard.Vanished() : new Heard.Ended(exit);
    }

    private void ended(Held held, Errand errand, ScriptRun run, Heard heard) {
        if (!(heard.end() instanceof Heard.Ended end)) {
            held.note(run.fail(Reason.INTERRUPTED, "it was killed, and no exit code is known", held.now()));
            return;
        }
        held.note(run.end(end.code(), "", held.now()));
        if (errand == Errand.STOP || end.code() != 0) {
            return;
        }
        Seen seen = Seen.of(run.bootId(), heard.text(), null);
        if (errand == Errand.SETTLE) {
            afterFlash.succeeded(held, seen);
        } else if (afterFlash.seen(held, seen).isEmpty()) {
            Errand.SETTLE.begin(held, run.bootId());
        }
    }
}
