package org.openztp.upgrade;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.job.Next;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/**
 * From the proof that a router runs what was promised until it has shown that all is well with that. The router asks itself;
 * each method here is one transaction, or part of one, under the lock of its row.
 */
final class Soak {
    static final String HEALTH = "health";

    /** Between two visits. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30));

    private final UpgradeSteps steps;
    private final Preparation programs;
    private final HealthChecks checks;

    Soak(UpgradeSteps steps, Preparation programs, HealthChecks checks) {
        this.steps = steps;
        this.programs = programs;
        this.checks = checks;
    }

    /**
     * The router was seen to run what was promised, now or once more.
     *
     * @return empty when nothing is asked of it, or it has shown all
     */
    Optional<Next> next(Held held, String bootId) {
        StoredHealth health =
                StoredHealth.find(held.tx(), held.operation().id()).orElse(null);
        ScriptRun last = last(held).orElse(null);
        if (health == null || last != null && !last.bootId().equals(bootId)) {
            return health == null ? Optional.empty() : Optional.of(restarted(held));
        }
        if (last != null && Integer.valueOf(0).equals(last.exitCode())) {
            return Optional.empty();
        }
        if (last == null) {
            String words = "it runs what was promised; is all well for " + health.soak() + "?";
            held.note(held.operation().expect(held.now().plus(health.longest()), words, held.now()));
        } else if (!held.now().isBefore(held.operation().backBy())) {
            held.fail(UpgradeCode.UNHEALTHY, "its health checks did not come to an end in time");
            return Optional.of(Next.done());
        }
        held.openRun().ifPresent(run -> held.note(run.fail(Reason.INTERRUPTED, "it was ended", held.now())));
        programs.begin(held, bootId, HEALTH);
        return Optional.of(Next.again(held.now()));
    }

    /** The program that was begun last, if that was one of these. */
    private Optional<ScriptRun> last(Held held) {
        return held.operation()
                .run()
                .id()
                .flatMap(run -> steps.parts().runs().find(held.tx(), run))
                .filter(run -> run.arguments().get(0).equals(HEALTH));
    }

    private static Next restarted(Held held) {
        held.fail(UpgradeCode.BOOT_LOOP, "it runs what was promised, and then it started anew by itself");
        return Next.done();
    }

    /** Empty when the upgrade is not at that any more. */
    Optional<byte[]> program(UpgradeOperation operation) {
        return steps.parts().inventory().tx(tx -> program(tx, operation));
    }

    Optional<byte[]> program(Tx tx, UpgradeOperation operation) {
        return StoredHealth.find(tx, operation.id()).map(stored -> checks.program(stored, operation));
    }

    /**
     * Takes over what the program has printed, and acts on its end.
     *
     * @return empty when the router has to be looked at
     */
    Optional<Next> heard(long id, long runId, Heard heard) {
        return steps.parts()
                .inventory()
                .tx(tx -> Held.find(tx, steps.parts(), id)
                        .map(held -> heard(held, runId, heard))
                        .orElse(Optional.of(Next.done())));
    }

    Optional<Next> heard(Held held, long runId, Heard heard) {
        ScriptRun run = held.openRun().filter(open -> open.id() == runId).orElse(null);
        if (run == null || held.operation().state() != UpgradeState.VERIFYING) {
            return Optional.of(Next.again(held.now()));
        }
        UpgradeOutput output = UpgradeOutput.of(heard.text(), run.key());
        programs.keep(held, run, heard, output);
        held.operation().run().said(output.lastLine());
        if (heard.end() instanceof Heard.Ended ended) {
            String last = Objects.requireNonNullElse(held.operation().run().said(), "exit code " + ended.code());
            held.note(run.end(ended.code(), last, held.now()));
            return ended.code() == 0 ? Optional.empty() : Optional.of(unhealthy(held, last));
        }
        if (heard.end() instanceof Heard.Vanished) {
            return Optional.empty();
        }
        boolean late = !held.now().isBefore(held.operation().backBy());
        return Optional.of(late ? unhealthy(held, "its health checks take too long") : Next.again(soon(held)));
    }

    private static Next unhealthy(Held held, String words) {
        held.fail(UpgradeCode.UNHEALTHY, words);
        return Next.done();
    }

    private static Instant soon(Held held) {
        UpgradeRun run = held.operation().run();
        Duration pause = PAUSES.get(Math.min(run.visits(), PAUSES.size() - 1));
        run.visited();
        return held.now().plus(pause);
    }
}
