package org.openztp.upgrade;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.Optional;
import org.openztp.db.Tx;

/**
 * The program that tells whether a router is well after its upgrade, sealed; there until that is over. Apart from the
 * upgrade's row, which is read far more often.
 */
@Entity
@Table(name = "upgrade_health")
public class StoredHealth {
    @Id
    @Column(name = "operation_id")
    private long operationId;

    @Column(name = "soak_seconds")
    private long soakSeconds;

    @Column(name = "longest_seconds")
    private long longestSeconds;

    private byte[] program;

    protected StoredHealth() {}

    /** @param longest the program may take, with all that its server may miss of it */
    static void keep(Tx tx, long operation, byte[] sealed, Duration soak, Duration longest) {
        drop(tx, operation);
        StoredHealth stored = new StoredHealth();
        stored.operationId = operation;
        stored.program = sealed;
        stored.soakSeconds = soak.toSeconds();
        stored.longestSeconds = longest.toSeconds();
        tx.em().persist(stored);
    }

    static Optional<StoredHealth> find(Tx tx, long operation) {
        return Optional.ofNullable(tx.em().find(StoredHealth.class, operation));
    }

    static void drop(Tx tx, long operation) {
        find(tx, operation).ifPresent(stored -> {
            tx.em().remove(stored);
            tx.em().flush();
        });
    }

    byte[] program() {
        return program;
    }

    Duration soak() {
        return Duration.ofSeconds(soakSeconds);
    }

    Duration longest() {
        return Duration.ofSeconds(longestSeconds);
    }
}
