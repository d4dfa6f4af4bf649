package org.openztp.auth;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What a device presents at its first contact where the policy asks for a secret; only the hash is kept. */
@Entity
@Table(name = "enrolment_secret")
class EnrolmentSecret {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String hash;

    @Column(name = "created_at")
    private Instant createdAt;

    protected EnrolmentSecret() {}

    EnrolmentSecret(String hash, Instant now) {
        this.hash = hash;
        this.createdAt = now;
    }
}
