package org.openztp.upgrade;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;

/** What a router was and ran before its upgrade. */
@Embeddable
public class BeforeUpgrade {
    private static final int LONGEST = 400;

    @Enumerated(EnumType.STRING)
    @Column(name = "device_state_before")
    private DeviceState state;

    @Column(name = "device_reason_before")
    private String reason;

    @Column(name = "before_release")
    private String release;

    @Column(name = "before_revision")
    private String revision;

    @Column(name = "backup_version")
    private Integer backup;

    @Column(name = "no_backup")
    private String noBackup;

    protected BeforeUpgrade() {}

    static BeforeUpgrade of(Device device) {
        BeforeUpgrade before = new BeforeUpgrade();
        before.state = device.state();
        before.reason = device.reason();
        before.release = device.release();
        return before;
    }

    /** As the router tells it just before. */
    void ran(String itsRelease, String itsRevision) {
        release = itsRelease;
        revision = itsRevision;
    }

    /** What it was then, it is no longer: it has to be provisioned anew. */
    void lost() {
        state = DeviceState.REGISTERED;
        reason = null;
    }

    boolean isLost() {
        return state == DeviceState.REGISTERED;
    }

    /** Its configuration is kept as this version. */
    void kept(int version) {
        backup = version;
        noBackup = null;
    }

    void notKept(String why) {
        backup = null;
        noBackup = why.length() > LONGEST ? why.substring(0, LONGEST) : why;
    }

    boolean isBackupTold() {
        return backup != null || noBackup != null;
    }

    /** The version of its configuration that was kept; null without. */
    Integer backup() {
        return backup;
    }

    /** Why none was; null where one was, or nobody wanted one. */
    String noBackup() {
        return noBackup;
    }

    DeviceState state() {
        return state;
    }

    String reason() {
        return reason;
    }

    String release() {
        return release;
    }

    String revision() {
        return revision;
    }
}
