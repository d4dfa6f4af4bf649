package org.openztp.provision;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.openztp.openwrt.Ash;
import org.openztp.plan.Program;
import org.openztp.planned.PlanOutput;
import org.openztp.planned.PlanRuns;
import org.openztp.script.Outcome;
import org.openztp.script.Runner;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRunState;
import org.openztp.ssh.ConnectionLost;
import org.openztp.ssh.SshSession;
import org.openztp.ssh.SshTimeout;

/** Carries plans to their devices over SSH. */
final class PlanPush {
    private static final Duration SHORT = Duration.ofSeconds(10);

    private final PlanRuns plans;
    private final Runner runner;

    PlanPush(PlanRuns plans, Runner runner) {
        this.plans = plans;
        this.runner = runner;
    }

    /** How the run ended: by what is on record, else by running or joining it. */
    Outcome carry(SshSession session, ScriptRun run) throws IOException {
        PlanOutput output = plans.output(run);
        Outcome outcome;
        if (run.state() == ScriptRunState.RUNNING) {
            Optional<byte[]> program = plans.program(run);
            if (program.isEmpty()) {
                return new Outcome.Vanished();
            }
            outcome = runner.run(session, run, program.get(), output);
        } else {
            runner.clean(session, run);
            outcome = Outcome.of(run);
        }
        if (outcome instanceof Outcome.Ended ended && !output.explains(ended.code())) {
            readMarks(session, output);
        }
        return outcome;
    }

    /** The output of an earlier session may have been lost; the device keeps the markers of it. */
    private static void readMarks(SshSession session, PlanOutput output) throws IOException {
        try {
            session.exec(Ash.command(List.of("cat", Program.MARKS)), output, SHORT);
            output.finish();
        } catch (ConnectionLost | SshTimeout e) {
            // the run's end is known, and how far its steps came is not needed to go on
        }
    }
}
