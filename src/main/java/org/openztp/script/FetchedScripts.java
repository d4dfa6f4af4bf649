package org.openztp.script;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Inventory;
import org.openztp.job.Next;

/**
 * The script runs of devices that fetch their work. Every method is part of the caller's transaction, which holds the lock
 * of the device's row.
 */
public final class FetchedScripts {
    private static final long NO_RUN = -1;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final Runner runner;

    public FetchedScripts(Inventory inventory, ScriptRuns runs, Runner runner) {
        this.inventory = inventory;
        this.runs = runs;
        this.runner = runner;
    }

    /**
     * The run that was begun in this boot of the device and has not ended, to be given to it once more. One that was begun
     * in another boot has failed.
     */
    public Optional<ScriptRun> begun(Tx tx, Device device, String bootId) {
        Optional<ScriptRun> running = runs.oldest(tx, device.id(), ScriptRunState.RUNNING);
        if (running.isPresent() && !bootId.equals(running.get().bootId())) {
            fail(tx, running.get(), Reason.INTERRUPTED, "the device was restarted while the script ran");
            return Optional.empty();
        }
        return running;
    }

    /** Begins the run that has waited longest, unless the device is at work on something else. */
    public Optional<ScriptRun> next(Tx tx, Device device, String bootId) {
        if (device.state().isInHand() || runs.isBusy(tx, device.id(), NO_RUN)) {
            return Optional.empty();
        }
        Optional<ScriptRun> oldest = runs.oldest(tx, device.id(), ScriptRunState.QUEUED);
        oldest.ifPresent(run -> {
            inventory.events().add(tx, run.start(inventory.now()));
            run.in(bootId);
        });
        return oldest;
    }

    /**
     * The script's text.
     *
     * @return empty when it is not in the library any more, or cannot be read: the run has failed then
     */
    public Optional<byte[]> program(Tx tx, ScriptRun run) {
        try {
            return Optional.of(Files.readAllBytes(runner.script(run).file()));
        } catch (BadFile e) {
            fail(tx, run, Reason.BAD_FILE, e.getMessage());
        } catch (IOException e) {
            fail(tx, run, Reason.BAD_FILE, "the script cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Where everything goes that the run prints. */
    public Printed output(Tx tx, ScriptRun run) {
        return runner.output(inventory.within(tx), run);
    }

    /** The device has told the run's exit code. */
    public Outcome end(Tx tx, ScriptRun run, int code, String lastLine) {
        inventory.events().add(tx, run.end(code, lastLine, inventory.now()));
        return Outcome.Ended.of(code, lastLine);
    }

    /** The run was killed on the device. */
    public void vanished(Tx tx, ScriptRun run) {
        fail(tx, run, Reason.INTERRUPTED, "it was killed, and no exit code is known");
    }

    /** Gives up a run that takes longer than it may. */
    Next mind(Tx tx, ScriptRun run, Duration timeout) {
        if (run.state() == ScriptRunState.QUEUED) {
            return Next.done();
        }
        Instant latest = run.startedAt().plus(timeout);
        if (inventory.now().isBefore(latest)) {
            return Next.again(latest);
        }
        FetchedRun.find(tx, run).ifPresent(row -> row.finish(output(tx, run)));
        fail(tx, run, Reason.SCRIPT_TIMEOUT, "no end within " + timeout);
        return Next.done();
    }

    private void fail(Tx tx, ScriptRun run, String reason, String words) {
        inventory.events().add(tx, run.fail(reason, words, inventory.now()));
    }
}
