package org.openztp.provision;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRuns;

/** The rows that a provisioning is about. Every method is part of the caller's transaction. */
record Provisionings(ScriptRuns runs) {
    /** Keeps other writers away from the device until the transaction ends; null when it is gone. */
    Device lock(Tx tx, long id) {
        return tx.em().find(Device.class, id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** The memory of the device's provisioning, made when there is none. */
    Provisioning of(Tx tx, long id, Instant now) {
        Provisioning row = tx.em().find(Provisioning.class, id);
        if (row == null) {
            row = new Provisioning(id, now);
            tx.em().persist(row);
        }
        return row;
    }

    /** The run whose end has not been acted on; null without. */
    ScriptRun runOf(Tx tx, Provisioning provisioning) {
        return provisioning.runId().flatMap(run -> runs.find(tx, run)).orElse(null);
    }

    Optional<ScriptRun> openRun(Tx tx, Provisioning provisioning) {
        return Optional.ofNullable(runOf(tx, provisioning))
                .filter(run -> !run.state().isEnd());
    }
}
