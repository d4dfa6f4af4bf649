package org.openztp.firmware.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A file of the store, kept once however many images it is. Its row is the lock on the file. */
@Entity
@Table(name = "firmware_blob")
class Blob {
    @Id
    private String sha256;

    private long bytes;

    @Column(name = "verified_at")
    private Instant verifiedAt;

    private String fault;

    protected Blob() {}

    Blob(String sha256, long bytes, Instant now) {
        this.sha256 = sha256;
        this.bytes = bytes;
        this.verifiedAt = now;
    }

    String sha256() {
        return sha256;
    }

    long bytes() {
        return bytes;
    }

    String fault() {
        return fault;
    }

    /** Its file was put to its place again. */
    void replaced(long length, Instant now) {
        bytes = length;
        verified(now);
    }

    /** It was read, and is what it was. */
    void verified(Instant now) {
        verifiedAt = now;
        fault = null;
    }

    /** It was read, and is not what it was, or could not be read. */
    void spoilt(String words, Instant now) {
        verifiedAt = now;
        fault = words;
    }
}
