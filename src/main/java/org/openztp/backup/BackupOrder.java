package org.openztp.backup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;

/** When a device's configuration is to be taken next, and who asked for it meanwhile. */
@Entity
@DynamicUpdate
@Table(name = "backup_order")
public class BackupOrder {
    @Id
    @Column(name = "device_id")
    private long deviceId;

    @Column(name = "due_at")
    private Instant dueAt;

    @Column(name = "asked_by")
    private String askedBy;

    protected BackupOrder() {}

    BackupOrder(long deviceId, Instant dueAt) {
        this.deviceId = deviceId;
        this.dueAt = dueAt;
    }

    long deviceId() {
        return deviceId;
    }

    void due(Instant at) {
        dueAt = at;
    }

    void askedBy(String who) {
        askedBy = who;
    }

    /** Null while nobody waits for it. */
    String askedBy() {
        return askedBy;
    }
}
