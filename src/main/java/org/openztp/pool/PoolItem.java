package org.openztp.pool;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigInteger;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.pool.PoolFile.Spot;

/**
 * A value that a device has, or one of the few laid out to be taken next. The place is where the pool's file has it: exact
 * for a free one; for a taken one it only tells whether the file has it at all, and whether for one node only.
 */
@Entity
@DynamicUpdate
@Table(name = "pool_item")
class PoolItem {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String pool;
    private String item;
    private Integer place;

    @Column(precision = 39)
    private BigInteger number;

    @Column(name = "device_id")
    private Long deviceId;

    private String slot;
    private Instant at;

    protected PoolItem() {}

    PoolItem(String pool, Spot spot) {
        this.pool = pool;
        this.item = spot.value();
        this.place = spot.place();
        this.number = spot.number();
    }

    PoolItem give(long device, String toSlot, Instant now) {
        deviceId = device;
        slot = toSlot;
        at = now;
        return this;
    }

    /** Free again, where the file has it now. */
    void release(Spot spot) {
        place = spot.place();
        number = spot.number();
        deviceId = null;
        slot = null;
        at = null;
    }

    String pool() {
        return pool;
    }

    String item() {
        return item;
    }

    /** Null when the file has it no more. */
    Integer place() {
        return place;
    }

    Long id() {
        return id;
    }

    Long deviceId() {
        return deviceId;
    }

    String slot() {
        return slot;
    }

    Instant at() {
        return at;
    }
}
