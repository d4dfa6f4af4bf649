package org.openztp.device;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

/** One of a device's {@link Tags}. */
@Entity
@IdClass(DeviceTag.Key.class)
@Table(name = "device_tag")
class DeviceTag {
    /** Both columns. */
    record Key(Long device, String tag) {}

    @Id
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "device_id")
    private Device device;

    @Id
    private String tag;

    protected DeviceTag() {}

    DeviceTag(Device device, String tag) {
        this.device = device;
        this.tag = tag;
    }
}
