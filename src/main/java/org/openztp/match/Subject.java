package org.openztp.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;

/**
 * What is known of a device when it is to be matched.
 *
 * @param nodeId its serial number or its MAC address, whichever it calls itself by
 * @param address where it was last heard from; empty when that is not known
 * @param neighbors what it hears on each of its ports; empty when it said nothing of that
 */
public record Subject(
        String nodeId, Facts facts, String address, Map<String, List<Neighbor>> neighbors, Set<String> tags) {
    private static final int MOST_PORTS = 256;
    private static final int MOST_NEIGHBORS = 1024;
    private static final Pattern SEPARATORS = Pattern.compile("[:.-]");
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{12}");

    /** @throws InvalidValue when there are more neighbours than a device can have */
    public Subject {
        nodeId = normal(nodeId);
        address = address == null ? "" : address;
        neighbors = heard(neighbors);
        tags = Set.copyOf(tags);
    }

    private static Map<String, List<Neighbor>> heard(Map<String, List<Neighbor>> sent) {
        Map<String, List<Neighbor>> heard = new LinkedHashMap<>();
        int count = 0;
        for (Map.Entry<String, List<Neighbor>> port : sent.entrySet()) {
            if (!port.getValue().isEmpty()) {
                List<Neighbor> all = heard.computeIfAbsent(Neighbor.plain(port.getKey()), name -> new ArrayList<>());
                all.addAll(port.getValue());
                count += port.getValue().size();
            }
        }
        if (heard.size() > MOST_PORTS || count > MOST_NEIGHBORS) {
            throw new InvalidValue(
                    "neighbors: more than " + MOST_PORTS + " ports or " + MOST_NEIGHBORS + " neighbours");
        }
        heard.replaceAll((name, all) -> List.copyOf(all));
        return Collections.unmodifiableMap(heard);
    }

    /** A MAC address in any spelling as its twelve digits; any other identifier as it is. */
    static String normal(String id) {
        String digits =
                SEPARATORS.matcher(id).replaceAll("").toLowerCase(Locale.ROOT).strip();
        return DIGITS.matcher(digits).matches() ? digits : id.strip();
    }
}
