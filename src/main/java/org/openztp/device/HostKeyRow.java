package org.openztp.device;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.openztp.ssh.HostKey;

/** A host key a device showed: one accepted and one offered of each type. */
@Entity
@Table(name = "host_key")
class HostKeyRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "device_id")
    private long deviceId;

    private String type;

    @Column(name = "key_base64")
    private String base64;

    private boolean accepted;

    @Column(name = "seen_at")
    private Instant seenAt;

    protected HostKeyRow() {}

    HostKeyRow(long deviceId, HostKey key, boolean accepted, Instant seenAt) {
        this.deviceId = deviceId;
        this.type = key.type();
        this.base64 = key.base64();
        this.accepted = accepted;
        this.seenAt = seenAt;
    }

    HostKey key() {
        return new HostKey(type, base64);
    }

    boolean accepted() {
        return accepted;
    }

    void accept() {
        accepted = true;
    }
}
