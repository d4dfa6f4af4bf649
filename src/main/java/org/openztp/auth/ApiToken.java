package org.openztp.auth;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A named key to the API and the pages; only the hash of what its holder presents is kept. */
@Entity
@Table(name = "api_token")
public class ApiToken {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;

    @Enumerated(EnumType.STRING)
    private Role role;

    private String hash;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "last_used")
    private Instant lastUsed;

    protected ApiToken() {}

    ApiToken(String name, Role role, String hash, Instant now) {
        this.name = name;
        this.role = role;
        this.hash = hash;
        this.createdAt = now;
    }

    public Long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Role role() {
        return role;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** To the minute; null when it never was. */
    public Instant lastUsed() {
        return lastUsed;
    }
}
