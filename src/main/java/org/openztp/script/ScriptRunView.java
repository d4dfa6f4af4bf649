package org.openztp.script;

import java.time.Instant;
import java.util.List;
import org.openztp.device.Pulling;

/**
 * A script run as the API shows it.
 *
 * @param waitsForDevice it is QUEUED until its device asks for its work
 * @param deviceAskedAt when such a device last asked; null for never, and for other runs
 */
public record ScriptRunView(
        long id,
        String batch,
        long deviceId,
        String script,
        List<String> arguments,
        ScriptRunState state,
        String reason,
        Integer exitCode,
        long outputBytes,
        Instant createdAt,
        Instant startedAt,
        Instant finishedAt,
        String requestedBy,
        boolean waitsForDevice,
        Instant deviceAskedAt) {

    /** Of one whose device does not matter: it has just been ordered. */
    public static ScriptRunView of(ScriptRun r) {
        return of(r, null);
    }

    /** @param device null where it is not known */
    static ScriptRunView of(ScriptRun r, Pulling device) {
        boolean waits = r.state() == ScriptRunState.QUEUED && device != null && device.isOn();
        return new ScriptRunView(
                r.id(),
                r.batch(),
                r.deviceId(),
                r.script(),
                r.arguments(),
                r.state(),
                r.reason(),
                r.exitCode(),
                r.outputBytes(),
                r.createdAt(),
                r.startedAt(),
                r.finishedAt(),
                r.requestedBy(),
                waits,
                waits ? device.askedAt() : null);
    }
}
