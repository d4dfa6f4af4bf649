package org.openztp.pull;

import org.openztp.auth.WorkKey;
import org.openztp.auth.WorkKeys;
import org.openztp.db.Tx;
import org.openztp.device.Inventory;
import org.openztp.http.Problem;
import org.openztp.provision.PulledPlans;
import org.openztp.script.FetchedRun;
import org.openztp.script.FetchedScripts;
import org.openztp.script.Outcome;
import org.openztp.script.Printed;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRunState;
import org.openztp.script.ScriptRuns;
import org.openztp.upgrade.PulledUpgrades;

/**
 * Takes what devices post back of the runs that they fetched. Each piece, what was made of it and how far it came are one
 * transaction under the lock of the device's row: a piece may come again, and counts once.
 */
public final class Results {
    private final Inventory inventory;
    private final WorkKeys keys;
    private final ScriptRuns runs;
    private final FetchedScripts scripts;
    private final PulledPlans plans;
    private final PulledUpgrades upgrades;

    /** What a run may be of. */
    public record Kinds(FetchedScripts scripts, PulledPlans plans, PulledUpgrades upgrades) {}

    public Results(Inventory inventory, WorkKeys keys, ScriptRuns runs, Kinds kinds) {
        this.inventory = inventory;
        this.keys = keys;
        this.runs = runs;
        this.scripts = kinds.scripts();
        this.plans = kinds.plans();
        this.upgrades = kinds.upgrades();
    }

    /**
     * @param next which byte of the output is wanted next
     * @param isGap the piece was not taken, because bytes before it are missing
     * @param isOver nothing more of this run is wanted
     */
    record Taken(long next, boolean isGap, boolean isOver) {
        /** What the device may forget, and how it knows who says so. */
        Answer answer(WorkKey key, Posted piece) {
            String proof = key.proofOf("took " + piece.proof() + " " + next + " " + (isOver ? "over" : "-"));
            return new Answer("proof=" + proof + "\nnext=" + next + "\n" + (isOver ? "over\n" : ""), isGap);
        }
    }

    /** @param text lines: an HMAC over {@code took PROOF NEXT OVER}, with the piece's proof and {@code -} for not over; both */
    record Answer(String text, boolean isGap) {}

    /** @throws Problem 403 when this proves nothing; 404 for no such device or run; 409 for a run it was not given */
    Answer take(long deviceId, long runId, Posted piece) {
        return inventory.tx(tx -> {
            inventory.devices().lock(tx, deviceId);
            WorkKey key = Claims.prover(keys, tx, deviceId, piece.proof(), piece.message(deviceId, runId));
            ScriptRun run = runs.find(tx, runId)
                    .filter(each -> each.deviceId() == deviceId)
                    .orElseThrow(() -> Problem.notFound("no run " + runId + " of device " + deviceId));
            FetchedRun row = FetchedRun.find(tx, run)
                    .orElseThrow(() -> Problem.conflict("run " + runId + " was not given to the device to fetch"));
            return take(tx, run, row, piece).answer(key, piece);
        });
    }

    private Taken take(Tx tx, ScriptRun run, FetchedRun row, Posted piece) {
        if (run.state() != ScriptRunState.RUNNING) {
            return new Taken(Math.max(row.received(), piece.end()), false, true);
        }
        if (piece.offset() > row.received()) {
            return new Taken(row.received(), true, false);
        }
        boolean last = piece.exit() != null && piece.end() >= row.received();
        if (run.isOfUpgrade()) {
            upgrades.take(tx, run, row, piece.offset(), piece.output(), last ? piece.exitCode() : null);
            return new Taken(row.received(), false, last);
        }
        Printed output = run.isOfPlan() ? plans.output(tx, run) : scripts.output(tx, run);
        row.take(output, piece.offset(), piece.output(), last);
        if (last) {
            end(tx, run, piece, output.lastLine());
        }
        return new Taken(row.received(), false, last);
    }

    private void end(Tx tx, ScriptRun run, Posted piece, String lastLine) {
        Outcome outcome = piece.exit().equals(Posted.GONE)
                ? new Outcome.Vanished()
                : scripts.end(tx, run, Integer.parseInt(piece.exit()), lastLine);
        if (run.isOfPlan()) {
            plans.ended(tx, run, outcome, piece.flashing());
        } else if (outcome instanceof Outcome.Vanished) {
            scripts.vanished(tx, run);
        }
    }
}
