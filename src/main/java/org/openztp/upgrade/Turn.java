package org.openztp.upgrade;

import java.util.Optional;
import org.openztp.device.Device;
import org.openztp.job.Next;
import org.openztp.script.ScriptRun;

/**
 * Where an upgrade stands when a run of its job begins.
 *
 * @param next set when there is nothing to do in this run; then the rest is null
 * @param run its program on the router; null without
 * @param over the program is to be stopped
 */
record Turn(Next next, UpgradeOperation operation, Device device, ScriptRun run, boolean over) {
    static Turn not(Next next) {
        return new Turn(next, null, null, null, false);
    }

    static Turn of(UpgradeOperation operation, Device device, ScriptRun run) {
        return new Turn(null, operation, device, run, false);
    }

    /** As it is, but for its program, which may not go on. */
    static Turn over(UpgradeOperation operation, Device device, ScriptRun run) {
        return new Turn(null, operation, device, run, true);
    }

    Optional<ScriptRun> program() {
        return Optional.ofNullable(run);
    }
}
