package org.openztp.script;

import java.time.Instant;
import java.util.List;

/** A script run as the API shows it. */
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
        String requestedBy) {

    public static ScriptRunView of(ScriptRun r) {
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
                r.requestedBy());
    }
}
