package org.openztp.script;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.openztp.config.BadFile;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.job.JobType;
import org.openztp.job.Next;

/**
 * Runs a script that was asked for on one device; its id is the run's. It waits for its turn without holding a slot. For a
 * device that fetches its work, {@link FetchedScripts} has the run, and the job ends or minds its time.
 */
public final class ScriptJob implements JobType {
    public static final String NAME = "script";

    private static final Duration TURN = Duration.ofSeconds(2);
    private static final Duration REJOIN = Duration.ofSeconds(5);

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final Reach reach;
    private final Runner runner;
    private final FetchedScripts fetched;
    private final Duration timeout;

    public ScriptJob(Inventory inventory, ScriptRuns runs, Reach reach, Runner runner, Settings.Provision settings) {
        this.inventory = inventory;
        this.runs = runs;
        this.reach = reach;
        this.runner = runner;
        this.fetched = new FetchedScripts(inventory, runs, runner);
        this.timeout = settings.scriptTimeout();
    }

    @Override
    public String name() {
        return NAME;
    }

    private record Turn(Next next, ScriptRun run, Device device) {
        static Turn not(Next next) {
            return new Turn(next, null, null);
        }
    }

    @Override
    public Next run(long id) throws IOException {
        Turn turn = inventory.db().txRetrying(tx -> turn(tx, id));
        return turn.next() == null ? work(turn.run(), turn.device()) : turn.next();
    }

    /** The lock on the device's row makes two runs, or a run and a provisioning, come one after the other. */
    private Turn turn(Tx tx, long id) {
        ScriptRun run = runs.find(tx, id).orElse(null);
        if (run == null || run.state().isEnd()) {
            return Turn.not(Next.done());
        }
        Device device = inventory.devices().lock(tx, run.deviceId());
        if (device.state() == DeviceState.RETIRED && run.state() == ScriptRunState.QUEUED) {
            inventory.events().add(tx, run.fail(Reason.REPLACED, "another box has taken its place", inventory.now()));
            return Turn.not(Next.done());
        }
        if (device.pulling().isOn()) {
            return Turn.not(fetched.mind(tx, run, timeout));
        }
        if (run.state() == ScriptRunState.QUEUED) {
            if (device.state().isInHand() || runs.isBusy(tx, device.id(), id)) {
                return Turn.not(Next.again(inventory.now().plus(TURN)));
            }
            inventory.events().add(tx, run.start(inventory.now()));
        }
        return new Turn(null, run, device);
    }

    private Next work(ScriptRun run, Device device) throws IOException {
        try (Reached reached = reach.to(device)) {
            if (run.bootId() != null && !run.bootId().equals(reached.bootId())) {
                return fail(run, Reason.INTERRUPTED, "the device was restarted while the script ran");
            }
            ScriptRun begun = change(run, stored -> {
                stored.in(reached.bootId());
                return null;
            });
            if (begun == null) {
                return Next.done();
            }
            Outcome outcome = runner.run(reached.session(), begun, runner.environment(device));
            if (outcome instanceof Outcome.Lost) {
                return rejoin(begun, Reason.SSH_UNREACHABLE, "the connection was lost");
            }
            return outcome instanceof Outcome.Vanished
                    ? fail(begun, Reason.INTERRUPTED, "it was killed, and no exit code is known")
                    : Next.done();
        } catch (Unreachable e) {
            return run.bootId() == null
                    ? fail(run, e.reason(), e.getMessage())
                    : rejoin(run, e.reason(), e.getMessage());
        } catch (BadFile e) {
            return fail(run, Reason.BAD_FILE, e.getMessage());
        }
    }

    /** What was begun is waited for as long as a script may take, and then given up. */
    private Next rejoin(ScriptRun run, String reason, String words) {
        Instant now = inventory.now();
        return now.isBefore(run.startedAt().plus(timeout)) ? Next.again(now.plus(REJOIN)) : fail(run, reason, words);
    }

    private Next fail(ScriptRun run, String reason, String words) {
        change(run, stored -> stored.fail(reason, words, inventory.now()));
        return Next.done();
    }

    /** Gives back the run as stored; null when it was removed with its device, or has ended. */
    private ScriptRun change(ScriptRun run, Function<ScriptRun, DeviceEvent> verb) {
        return inventory.db().txRetrying(tx -> {
            ScriptRun stored = runs.find(tx, run.id()).orElse(null);
            if (stored == null || stored.state().isEnd()) {
                return null;
            }
            DeviceEvent event = verb.apply(stored);
            if (event != null) {
                inventory.events().add(tx, event);
            }
            return stored;
        });
    }
}
