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
    @Enumerated(EnumType.STRING)
    @Column(name = "device_state_before")
    private DeviceState state;

    @Column(name = "device_reason_before")
    private String reason;

    @Column(name = "before_release")
    private String release;

    @Column(name = "before_revision")
    private String revision;

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
