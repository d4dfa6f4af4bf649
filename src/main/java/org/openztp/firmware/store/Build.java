package org.openztp.firmware.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One version of a firmware, with an image for each kind of board. */
@Entity
@Table(name = "firmware_build")
class Build {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "category_id")
    private long categoryId;

    private String version;
    private String os;
    private String changelog;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "created_by")
    private String createdBy;

    protected Build() {}

    Build(long categoryId, NewBuild wanted, String who, Instant now) {
        this.categoryId = categoryId;
        this.version = wanted.version();
        this.os = wanted.os();
        this.changelog = wanted.changelog();
        this.createdAt = now;
        this.createdBy = who;
    }

    long id() {
        return id;
    }

    long categoryId() {
        return categoryId;
    }

    String changelog() {
        return changelog;
    }

    void rewrite(String text) {
        changelog = text;
    }
}
