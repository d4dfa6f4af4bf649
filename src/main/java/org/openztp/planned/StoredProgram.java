package org.openztp.planned;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import java.util.Optional;
import org.openztp.db.Tx;

/**
 * The program of a {@link StoredPlan}, sealed, in the same row; null when its run is over. Apart from it, because it may have
 * mebibytes, and a plan is looked at far more often than it is carried out.
 */
@Entity
@Table(name = "plan")
public class StoredProgram {
    @Id
    @Column(name = "device_id")
    private long deviceId;

    @Column(name = "run_id")
    private long runId;

    private byte[] program;

    protected StoredProgram() {}

    /** For the plan that is in the row already. */
    static void keep(Tx tx, long deviceId, long runId, byte[] sealed) {
        tx.em()
                .createQuery(
                        "update StoredProgram p set p.program = :program where p.deviceId = :device and p.runId = :run")
                .setParameter("program", sealed)
                .setParameter("device", deviceId)
                .setParameter("run", runId)
                .executeUpdate();
    }

    /** Nobody runs it any more. */
    static void drop(Tx tx, long deviceId, long runId) {
        keep(tx, deviceId, runId, null);
    }

    static Optional<byte[]> find(Tx tx, long deviceId, long runId) {
        return tx
                .em()
                .createQuery(
                        "select p.program from StoredProgram p where p.deviceId = :device and p.runId = :run",
                        byte[].class)
                .setParameter("device", deviceId)
                .setParameter("run", runId)
                .getResultList()
                .stream()
                .filter(Objects::nonNull)
                .findFirst();
    }
}
