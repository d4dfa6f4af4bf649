package org.openztp.backup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One version of a device's configuration; written once, never changed but for when it was last seen to hold. */
@Entity
@Table(name = "backup")
public class Backup {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "device_id")
    private long deviceId;

    private int number;

    @Column(name = "taken_at")
    private Instant takenAt;

    @Column(name = "checked_at")
    private Instant checkedAt;

    private String digest;
    private int files;
    private int changed;
    private int bytes;
    private byte[] content;

    protected Backup() {}

    /** @param content sealed */
    Backup(BackupView view, String digest, byte[] content) {
        this.deviceId = view.deviceId();
        this.number = view.version();
        this.takenAt = view.takenAt();
        this.checkedAt = view.checkedAt();
        this.files = view.files();
        this.changed = view.changed();
        this.bytes = view.bytes();
        this.digest = digest;
        this.content = content;
    }

    int number() {
        return number;
    }

    String digest() {
        return digest;
    }

    byte[] content() {
        return content;
    }

    BackupView view() {
        return new BackupView(deviceId, number, takenAt, checkedAt, files, changed, bytes);
    }
}
