package org.openztp.auth;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A device's work key, sealed. */
@Entity
@Table(name = "work_key")
class WorkKeyRow {
    @Id
    @Column(name = "device_id")
    private long deviceId;

    private byte[] sealed;

    protected WorkKeyRow() {}

    WorkKeyRow(long deviceId) {
        this.deviceId = deviceId;
    }

    void seal(byte[] bytes) {
        sealed = bytes;
    }

    byte[] sealed() {
        return sealed;
    }
}
