package org.openztp.provision;

import org.openztp.device.Device;
import org.openztp.job.Next;
import org.openztp.script.ScriptRun;

/**
 * Where a run of the job finds the device.
 *
 * @param next what to do instead of going on, null to go on; the rest is null then
 * @param run the script run whose end has not been acted on, null without
 */
record Begun(Next next, Device device, Provisioning provisioning, ScriptRun run) {
    static Begun not(Next next) {
        return new Begun(next, null, null, null);
    }

    long id() {
        return device.id();
    }
}
