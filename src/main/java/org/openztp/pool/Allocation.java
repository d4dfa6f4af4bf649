package org.openztp.pool;

import java.time.Instant;

/**
 * A value that a device has.
 *
 * @param slot empty where the device takes one value of this pool only
 * @param listed whether the pool's file has it still
 */
public record Allocation(String value, long deviceId, String slot, Instant at, boolean listed) {
    static Allocation of(PoolItem item) {
        return new Allocation(item.item(), item.deviceId(), item.slot(), item.at(), item.place() != null);
    }
}
