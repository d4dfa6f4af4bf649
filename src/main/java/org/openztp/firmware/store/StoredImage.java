package org.openztp.firmware.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.openztp.firmware.CompatVersion;
import org.openztp.firmware.FwMetadata;

/** An image of a build. It never changes: another content is another image. */
@Entity
@Table(name = "firmware_image")
class StoredImage {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "build_id")
    private long buildId;

    private String sha256;
    private String file;

    @Column(name = "has_metadata")
    private boolean hasMetadata;

    private String target;

    @Column(name = "release_name")
    private String release;

    private String revision;

    @Column(name = "compat_version")
    private String compatVersion;

    @Column(name = "stored_at")
    private Instant storedAt;

    @Column(name = "stored_by")
    private String storedBy;

    protected StoredImage() {}

    StoredImage(NewImage wanted, String sha256, Instant now) {
        this.buildId = wanted.build();
        this.file = wanted.file();
        this.sha256 = sha256;
        this.storedAt = now;
        this.storedBy = wanted.who();
        this.compatVersion = CompatVersion.FIRST.toString();
    }

    void describe(Optional<FwMetadata> metadata) {
        metadata.ifPresent(said -> {
            hasMetadata = true;
            target = said.build().target().orElse(null);
            release = said.build().version().orElse(null);
            revision = said.build().revision().orElse(null);
            compatVersion = said.compatVersion().toString();
        });
    }

    long id() {
        return id;
    }

    long buildId() {
        return buildId;
    }

    String sha256() {
        return sha256;
    }

    String file() {
        return file;
    }

    boolean hasMetadata() {
        return hasMetadata;
    }

    String target() {
        return target;
    }

    String release() {
        return release;
    }

    String revision() {
        return revision;
    }

    String compatVersion() {
        return compatVersion;
    }

    Instant storedAt() {
        return storedAt;
    }

    String storedBy() {
        return storedBy;
    }
}
