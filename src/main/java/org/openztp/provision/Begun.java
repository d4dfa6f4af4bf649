package org.openztp.provision;

import org.openztp.device.Device;
import org.openztp.job.Next;
import org.openztp.plan.Program;
import org.openztp.planned.StoredPlan;
import org.openztp.script.ScriptRun;

/**
 * Where a run of the job finds the device.
 *
 * @param next what to do instead of going on, null to go on; the rest is null then
 * @param run the run of the plan whose end has not been acted on, null without
 * @param plan what the run carries out; null without, and for a run of an older version
 */
record Begun(Next next, Device device, Provisioning provisioning, ScriptRun run, StoredPlan plan) {
    static Begun not(Next next) {
        return new Begun(next, null, null, null, null);
    }

    /** Whether the device may be out of reach for a while, and that is no failure. */
    boolean mayBeCutOff() {
        return plan != null && plan.cutsOff();
    }

    /** Whether the run said that the device restarts and the plan is to be run again. */
    boolean restarts() {
        return plan != null && run.exitCode() != null && run.exitCode() == Program.RESTARTING;
    }

    long id() {
        return device.id();
    }
}
