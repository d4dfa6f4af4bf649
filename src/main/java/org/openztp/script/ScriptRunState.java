package org.openztp.script;

import java.util.EnumSet;
import java.util.Set;

/** Where a script run stands; {@link #next} is the whole table of its transitions. */
public enum ScriptRunState {
    /** Waits for its turn: one at a time on a device, and none while the device is being provisioned. */
    QUEUED,
    /** On the device, or about to be; a server that starts again takes it up here. */
    RUNNING,
    SUCCEEDED,
    FAILED;

    public Set<ScriptRunState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(RUNNING, FAILED);
            case RUNNING -> EnumSet.of(SUCCEEDED, FAILED);
            case SUCCEEDED, FAILED -> EnumSet.noneOf(ScriptRunState.class);
        };
    }

    public boolean isEnd() {
        return next().isEmpty();
    }
}
