package org.openztp.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.openztp.auth.Vault;
import org.openztp.device.Device;
import org.openztp.firmware.store.Catalog;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.openwrt.InvalidValue;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;

/**
 * Carries one upgrade out by visits to its router; its id is the upgrade's. A run is one visit, or two: what the router
 * does in between, it does by itself. Every decision is a transaction; a run that was killed is taken up after the last.
 */
public final class UpgradeJob implements JobType {
    public static final String NAME = "upgrade";

    private final UpgradeSteps steps;
    private final Preparation preparation;
    private final AfterFlash afterFlash;
    private final Programs programs;
    private final Soak soak;
    private final Catalog catalog;
    private final Vetted vetted;
    private final Visits visits;

    /** The transactions, and what goes to the router. */
    record Engine(UpgradeSteps steps, Preparation preparation, AfterFlash afterFlash, Programs programs, Soak soak) {}

    UpgradeJob(Engine engine, Catalog catalog, Vetted vetted, Visits visits) {
        this.steps = engine.steps();
        this.preparation = engine.preparation();
        this.afterFlash = engine.afterFlash();
        this.programs = engine.programs();
        this.soak = engine.soak();
        this.catalog = catalog;
        this.vetted = vetted;
        this.visits = visits;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) throws IOException {
        Turn turn = steps.begin(id);
        if (turn.next() != null) {
            return turn.next();
        }
        try {
            return turn.over() ? stop(turn) : goOn(turn);
        } catch (Unreachable e) {
            return steps.notThere(id, e.reason(), e.getMessage());
        } catch (Vault.Unreadable | InvalidValue e) {
            return steps.setback(id, Reason.INTERRUPTED, e.getMessage());
        }
    }

    private Next stop(Turn turn) throws Unreachable, InterruptedIOException {
        boolean isUndone = visits.stop(turn.device(), turn.run());
        return steps.stopped(turn.operation().id(), isUndone);
    }

    private Next goOn(Turn turn) throws Unreachable, IOException {
        if (turn.device().pulling().isOn()) {
            return watch(turn.operation());
        }
        return switch (turn.operation().state()) {
            case CHECKING, TRANSFERRING -> prepare(turn);
            case FLASHING -> hear(turn);
            case REBOOTING -> look(turn);
            case VERIFYING -> watch(turn);
            case QUEUED, SUCCESS, SKIPPED, FAILED, ABORTED, CANCELLED, EXPIRED -> Next.done();
        };
    }

    private Next prepare(Turn turn) throws Unreachable, IOException {
        long id = turn.operation().id();
        if (turn.run() != null) {
            return turn.operation().run().bringsImage() ? bring(turn) : hear(turn);
        }
        Optional<Next> refused = refused(turn.operation());
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<Next> without = steps.backup().take(steps, turn);
        if (without.isPresent()) {
            return without.get();
        }
        Seen seen = visits.look(turn.device(), false);
        Optional<Turn> started = preparation.start(id, seen.bootId());
        return started.isPresent() ? hear(started.get()) : Next.again(steps.now());
    }

    /** The image is looked at before anything of it goes onto a router. */
    private Optional<Next> refused(UpgradeOperation operation) {
        long image = operation.image().id();
        Optional<String> fault = vetted.fault(image);
        if (fault.isPresent()) {
            return Optional.of(steps.refused(operation.id(), UpgradeCode.IMAGE_SPOILT, fault.get()));
        }
        return vetted.unsigned(image).map(words -> steps.refused(operation.id(), UpgradeCode.UNSIGNED, words));
    }

    /** The router does its part when it asks; it is told to flash only when the image has been looked at here. */
    private Next watch(UpgradeOperation operation) {
        if (operation.state().isPreparing() && !operation.run().isVetted()) {
            Optional<Next> refused = refused(operation);
            if (refused.isPresent()) {
                return refused.get();
            }
            steps.vetted(operation.id());
        }
        return new PullWatch(steps).mind(operation.id());
    }

    /** A program is at work on the router, or is about to be. */
    private Next hear(Turn turn) throws Unreachable, InterruptedIOException {
        long id = turn.operation().id();
        ScriptRun run = turn.run();
        if (run == null) {
            return look(turn);
        }
        byte[] program = programs.of(turn.operation(), turn.device(), run);
        Heard heard = visits.hear(turn.device(), run, program);
        Optional<Next> next = preparation.heard(id, run.id(), heard);
        return next.isPresent() ? next.get() : look(turn);
    }

    private Next bring(Turn turn) throws Unreachable, InterruptedIOException {
        UpgradeOperation operation = turn.operation();
        try (InputStream image =
                new WantedImage(catalog.open(operation.image().sha256()), () -> steps.isWanted(operation.id()))) {
            visits.bring(turn.device(), image);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return steps.setback(operation.id(), UpgradeCode.TRANSFER_FAILED, e.getMessage());
        }
        return preparation.brought(operation.id());
    }

    /** It is back, and asks itself whether all is well. */
    private Next watch(Turn turn) throws Unreachable, InterruptedIOException {
        Optional<byte[]> program = turn.run() == null ? Optional.empty() : soak.program(turn.operation());
        if (program.isEmpty()) {
            return look(turn);
        }
        Heard heard = visits.hear(turn.device(), turn.run(), program.get());
        Optional<Next> next = soak.heard(turn.operation().id(), turn.run().id(), heard);
        return next.isPresent() ? next.get() : look(turn);
    }

    /** It may be in another boot: what it shows now tells what happened. */
    private Next look(Turn turn) throws Unreachable, InterruptedIOException {
        UpgradeOperation operation = turn.operation();
        Device device = turn.device();
        boolean isKnown = operation.state() == UpgradeState.VERIFYING;
        Seen seen = visits.look(device, operation.options().wipe() && !isKnown);
        Optional<Next> next = afterFlash.seen(operation.id(), seen);
        if (next.isPresent()) {
            return next.get();
        }
        visits.settle(device, operation.image().sha256());
        return afterFlash.succeeded(operation.id(), seen);
    }
}
