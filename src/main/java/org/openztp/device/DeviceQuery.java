package org.openztp.device;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Page;
import org.openztp.openwrt.InvalidValue;

/**
 * Which devices, in which order, which page. Filters that are null or blank do not count; {@code hostname} and
 * {@code release} may end in {@code *}.
 *
 * @param filters by name: state, mac, ip, hostname, release, tag, group, location, q (the beginning of a hostname, MAC, address or serial)
 * @param sort {@code id}, {@code hostname}, {@code lastSeen}, {@code release}, {@code state} or {@code address}, with
 *     {@code -} in front for the other way round
 * @param cursor what the page before gave as {@code next}; null for the first page
 */
public record DeviceQuery(Map<String, String> filters, String sort, String cursor, int limit) {
    public static final int MAX_LIMIT = 500;
    private static final int USUAL_LIMIT = 50;
    private static final List<String> FILTERS =
            List.of("state", "mac", "ip", "hostname", "release", "tag", "group", "location", "q");

    /** @throws InvalidValue for a parameter that does not exist, comes twice, or is out of its range */
    public static DeviceQuery of(MultivaluedMap<String, String> parameters) {
        Map<String, String> rest = new HashMap<>();
        parameters.forEach((name, values) -> {
            if (values.size() > 1) {
                throw new InvalidValue(shown(name) + ": once is enough");
            }
            rest.put(name, values.get(0));
        });
        String sort = rest.remove("sort");
        String cursor = rest.remove("cursor");
        int limit = limit(rest.remove("limit"));
        rest.keySet().stream()
                .filter(name -> !FILTERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidValue(shown(name) + ": one of " + FILTERS + ", sort, limit, cursor is wanted");
                });
        return new DeviceQuery(rest, sort, cursor, limit);
    }

    private static int limit(String text) {
        return Optional.ofNullable(text)
                .map(digits -> digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : 0)
                .map(number -> Page.checkedLimit(number, MAX_LIMIT))
                .orElse(USUAL_LIMIT);
    }

    private static String shown(String name) {
        String cut = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
