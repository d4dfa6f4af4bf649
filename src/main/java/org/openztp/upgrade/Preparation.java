package org.openztp.upgrade;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.openztp.auth.Vault;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.Next;
import org.openztp.planned.Waits;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/**
 * What a router's programs say, and what becomes of the upgrade by that, whoever brought it here: from the first program
 * until the router is told to flash. Each method is one transaction under the lock of the router's row.
 */
final class Preparation {
    static final String PREPARE = "prepare";
    static final String FLASH = "flash";

    /** Between two visits: a program that ends soon is heard soon. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10));

    private static final Duration SPARE = Duration.ofMinutes(5);

    private final UpgradeSteps steps;
    private final Vault vault;
    private final HealthChecks health;
    private final long outputLimit;

    /** @param outputLimit so many bytes of what a program prints are kept */
    Preparation(UpgradeSteps steps, Vault vault, HealthChecks health, long outputLimit) {
        this.steps = steps;
        this.vault = vault;
        this.health = health;
        this.outputLimit = outputLimit;
    }

    /**
     * Puts on record that the first program is about to run in this boot of the router.
     *
     * @return empty when the upgrade is not at that any more
     */
    Optional<Turn> start(long id, String bootId) {
        return steps.parts()
                .inventory()
                .tx(tx -> Held.find(tx, steps.parts(), id)
                        .filter(held -> held.operation().state() == UpgradeState.CHECKING
                                && held.operation().run().id().isEmpty()
                                && held.device() != null)
                        .flatMap(held -> start(held, bootId)));
    }

    Optional<Turn> start(Held held, String bootId) {
        UpgradeOperation operation = held.operation();
        try {
            health.keep(held.tx(), operation, held.device());
        } catch (Waits e) {
            held.abort(e.reason(), "what it is to be asked afterwards cannot be told: " + e.getMessage());
            return Optional.empty();
        }
        ScriptRun run = begin(held, bootId, PREPARE);
        operation.lets(UpgradeDownload.issue(
                vault,
                operation.key(),
                held.now().plus(steps.settings().transferTimeout()).plus(SPARE)));
        return Optional.of(Turn.of(operation, held.device(), run));
    }

    /** One of an upgrade's programs is about to run in this boot. */
    ScriptRun begin(Held held, String bootId, String program) {
        UpgradeOperation operation = held.operation();
        List<String> arguments =
                List.of(program, operation.image().file(), operation.image().build());
        ScriptRun run = held.add(
                ScriptRun.ofUpgrade(UUID.randomUUID().toString(), operation.deviceId(), arguments, held.now()));
        held.note(run.start(held.now()).by(operation.askedBy()));
        run.in(bootId);
        operation.run().begin(run.id(), bootId);
        return run;
    }

    /**
     * Takes over what a program has printed, and acts on its end.
     *
     * @return empty when nobody but the router knows what has happened: it has to be looked at
     */
    Optional<Next> heard(long id, long runId, Heard heard) {
        return steps.parts()
                .inventory()
                .tx(tx -> Held.find(tx, steps.parts(), id)
                        .map(held -> heard(held, runId, heard))
                        .orElse(Optional.of(Next.done())));
    }

    Optional<Next> heard(Held held, long runId, Heard heard) {
        UpgradeOperation operation = held.operation();
        ScriptRun run = held.openRun().filter(open -> open.id() == runId).orElse(null);
        boolean at = operation.state().isPreparing() || operation.state() == UpgradeState.FLASHING;
        if (run == null || !at) {
            return Optional.of(Next.again(held.now()));
        }
        UpgradeOutput output = UpgradeOutput.of(heard.text(), run.key());
        keep(held, run, heard, output);
        follow(held, output);
        operation.run().said(output.lastLine());
        boolean flashes = operation.state() == UpgradeState.FLASHING;
        if (heard.end() instanceof Heard.Running) {
            if (flashes && !held.now().isBefore(operation.backBy())) {
                return Optional.empty();
            }
            return Optional.of(Next.again(held.now().plus(pause(operation))));
        }
        if (heard.end() instanceof Heard.Ended ended) {
            String last = Objects.requireNonNullElse(operation.run().said(), "exit code " + ended.code());
            return flashes ? flashEnded(held, run, ended.code(), last) : prepareEnded(held, run, ended.code(), last);
        }
        return flashes
                ? Optional.empty()
                : Optional.of(steps.retry(held, Reason.INTERRUPTED, "it was interrupted while it got ready"));
    }

    private static Duration pause(UpgradeOperation operation) {
        Duration pause = PAUSES.get(Math.min(operation.run().visits(), PAUSES.size() - 1));
        operation.run().visited();
        return pause;
    }

    /** What was heard already is not kept twice. */
    void keep(Held held, ScriptRun run, Heard heard, UpgradeOutput output) {
        if (heard.bytes() == 0 || heard.from() != run.outputBytes()) {
            return;
        }
        if (run.outputBytes() < outputLimit && !output.words().isEmpty()) {
            held.note(new DeviceEvent(run.deviceId(), held.now(), EventKind.OUTPUT, run.script())
                    .ofRun(run.id())
                    .with(output.words()));
        }
        steps.parts().runs().printed(held.tx(), run.id(), heard.bytes());
    }

    private static void follow(Held held, UpgradeOutput output) {
        UpgradeOperation operation = held.operation();
        if (output.facts().containsKey("release")) {
            operation.before().ran(output.facts().get("release"), output.facts().get("revision"));
        }
        if (operation.state() == UpgradeState.CHECKING && output.transfers()) {
            held.note(operation.transfer(held.now()));
        }
        if (output.arrived() >= 0) {
            operation.run().arrived(Math.min(output.arrived(), operation.image().bytes()));
        }
        if (output.asksForImage()) {
            operation.run().bringsImage(true);
        }
    }

    private Optional<Next> prepareEnded(Held held, ScriptRun run, int code, String last) {
        UpgradeOperation operation = held.operation();
        held.note(run.end(code, last, held.now()));
        PrepareEnd end = PrepareEnd.of(code).orElse(null);
        if (end == null) {
            return Optional.of(steps.retry(held, Reason.SCRIPT_FAILED, last));
        }
        switch (end) {
            case READY -> {
                if (!held.device().pulling().isOn()) {
                    flash(held);
                }
                return Optional.of(Next.again(held.now()));
            }
            case RUNS_ALREADY -> {
                held.note(operation.skip(held.now()));
                held.giveBack("upgrade " + operation.id() + ": it runs that already");
            }
            case TRANSFER_FAILED, NOT_BROUGHT, BUSY -> {
                return Optional.of(steps.retry(held, end.code(), last));
            }
            case INTEGRITY -> held.fail(end.code(), last);
            default -> held.abort(end.code(), last);
        }
        return Optional.of(Next.done());
    }

    /** From here on it may happen; the program is to be given to the router after this transaction. */
    ScriptRun flash(Held held) {
        UpgradeOperation operation = held.operation();
        held.note(operation.flash(held.now().plus(steps.settings().away()), held.now()));
        return begin(held, operation.run().bootId(), FLASH);
    }

    private Optional<Next> flashEnded(Held held, ScriptRun run, int code, String last) {
        FlashEnd end = FlashEnd.of(code).orElse(null);
        if (end == null) {
            return Optional.empty();
        }
        held.note(run.end(code, last, held.now()));
        switch (end) {
            case BEGUN -> {
                held.note(held.operation().awaitReboot(held.now()));
                return Optional.of(Next.again(held.now().plus(steps.settings().reconnectDelay())));
            }
            case NOT_READY -> {
                return Optional.of(steps.retry(held, Reason.INTERRUPTED, last));
            }
            default -> {
                held.fail(end.code(), last);
                return Optional.of(Next.done());
            }
        }
    }

    /** The router has the image that it asked for. */
    Next brought(long id) {
        return steps.hold(id, held -> {
            held.operation().run().bringsImage(false);
            held.operation().run().arrived(held.operation().image().bytes());
            return Next.again(held.now());
        });
    }
}
