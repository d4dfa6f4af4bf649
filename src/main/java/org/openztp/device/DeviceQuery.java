package org.openztp.device;

import java.util.Map;

/**
 * Which devices, in which order, which page. Filters that are null or blank do not count; {@code hostname} and
 * {@code release} may end in {@code *}.
 *
 * @param filters by name: state, mac, ip, hostname, release, q (the beginning of a hostname, MAC, address or serial)
 * @param sort {@code id}, {@code hostname}, {@code lastSeen}, {@code release}, {@code state} or {@code address}, with
 *     {@code -} in front for the other way round
 * @param cursor what the page before gave as {@code next}; null for the first page
 */
public record DeviceQuery(Map<String, String> filters, String sort, String cursor, int limit) {
    public static final int MAX_LIMIT = 500;

    /** All of them, by id, from the first. */
    public static DeviceQuery all(int limit) {
        return new DeviceQuery(Map.of(), "id", null, limit);
    }
}
