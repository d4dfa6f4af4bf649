package org.openztp.upgrade;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.openztp.firmware.store.Firmware;

/** The image of an upgrade, as it was when that was asked for: it may be gone from the store since. */
@Embeddable
public class UpgradeImage {
    @Column(name = "image_id")
    private long id;

    private String build;
    private String file;
    private String sha256;
    private long bytes;

    @Column(name = "release_name")
    private String release;

    private String revision;

    protected UpgradeImage() {}

    UpgradeImage(Firmware stored) {
        this.id = stored.id();
        this.build = stored.build();
        this.file = stored.file();
        this.sha256 = stored.sha256();
        this.bytes = stored.bytes();
        this.release = stored.release();
        this.revision = stored.revision();
    }

    long id() {
        return id;
    }

    /** As CATEGORY/VERSION. */
    String build() {
        return build;
    }

    String file() {
        return file;
    }

    String sha256() {
        return sha256;
    }

    long bytes() {
        return bytes;
    }

    /** What the router says it runs when it runs the image; null where the image does not say. */
    String release() {
        return release;
    }

    /** As {@link #release}. */
    String revision() {
        return revision;
    }
}
