package org.openztp.replacement;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.openwrt.MacAddress;

/** A device whose place waits for a box that has not registered yet. */
@Entity
@DynamicUpdate
@Table(name = "successor")
public class Successor {
    @Id
    @Column(name = "device_id")
    private long deviceId;

    private String mac;

    @Column(name = "asked_by")
    private String askedBy;

    protected Successor() {}

    Successor(long deviceId) {
        this.deviceId = deviceId;
    }

    void becomes(MacAddress box, String actor) {
        mac = box.value();
        askedBy = actor;
    }

    long deviceId() {
        return deviceId;
    }

    String mac() {
        return mac;
    }

    String askedBy() {
        return askedBy;
    }
}
