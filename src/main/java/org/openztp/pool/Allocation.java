package org.openztp.pool;

import java.time.Instant;
import java.util.Map;

/**
 * A value that a device has, or a node that is no device.
 *
 * @param deviceId null when it is a node's
 * @param node the node's name, null when it is a device's
 * @param slot empty where the device takes one value of this pool only
 * @param listed whether the pool's file has it still
 */
public record Allocation(String value, Long deviceId, String node, String slot, Instant at, boolean listed) {
    /** @param nodes the names of the nodes there may be, by their ids as holders */
    static Allocation of(PoolItem item, Map<Long, String> nodes) {
        String node = nodes.get(item.deviceId());
        Long device = node == null ? item.deviceId() : null;
        return new Allocation(item.item(), device, node, item.slot(), item.at(), item.place() != null);
    }
}
