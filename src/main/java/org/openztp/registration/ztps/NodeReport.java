package org.openztp.registration.ztps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.openztp.config.Settings.Identifier;
import org.openztp.http.Json;
import org.openztp.match.Neighbor;
import org.openztp.match.Subject;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;

/**
 * What a client says of itself and of what it hears, checked. Texts that were not sent are empty.
 *
 * @param systemmac without separators; in small letters where it is a MAC address
 * @param config a configuration to keep for it, null without
 */
record NodeReport(
        String serialnumber,
        String systemmac,
        String model,
        String version,
        Map<String, List<Neighbor>> neighbors,
        String config) {
    private static final int LONGEST = 255;
    private static final int MOST_NEIGHBORS = 1024;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern SEPARATORS = Pattern.compile("[:.-]");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{12}");
    private static final Set<String> PEER = Set.of("device", "port");

    /** For a node that names no MAC address: no device has it. */
    private static final MacAddress NONE = new MacAddress("00:00:00:00:00:00");

    /**
     * @throws IOException malformed JSON
     * @throws InvalidValue JSON that says something else
     */
    static NodeReport of(byte[] json) throws IOException {
        JsonNode root = Json.MAPPER.readTree(json);
        if (!(root instanceof ObjectNode)) {
            throw new InvalidValue("one JSON object is wanted");
        }
        JsonNode config = root.path("config");
        if (!config.isTextual() && !config.isMissingNode() && !config.isNull()) {
            throw new InvalidValue("config: a text is wanted");
        }
        return new NodeReport(
                text(root, "serialnumber"),
                plainMac(text(root, "systemmac")),
                text(root, "model"),
                text(root, "version"),
                neighbors(root.path("neighbors")),
                config.isTextual() && !config.textValue().isEmpty() ? config.textValue() : null);
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        String text = value.isTextual() ? value.textValue() : null;
        if (text == null
                || text.length() > LONGEST
                || CONTROL.matcher(text).find()
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidValue(name + ": one line of at most " + LONGEST + " characters is wanted");
        }
        return text.strip();
    }

    private static Map<String, List<Neighbor>> neighbors(JsonNode ports) {
        Map<String, List<Neighbor>> neighbors = new LinkedHashMap<>();
        if (ports.isMissingNode() || ports.isNull()) {
            return neighbors;
        }
        if (!(ports instanceof ObjectNode) || ports.size() > MOST_NEIGHBORS) {
            throw new InvalidValue("neighbors: a mapping of ports is wanted");
        }
        ports.properties().forEach(port -> neighbors.put(port.getKey(), heard(port.getValue())));
        return neighbors;
    }

    private static List<Neighbor> heard(JsonNode all) {
        if (!all.isArray() || all.size() > MOST_NEIGHBORS) {
            throw new InvalidValue("neighbors: each port has a list");
        }
        List<Neighbor> heard = new ArrayList<>();
        for (JsonNode one : all) {
            List<String> names = new ArrayList<>();
            one.fieldNames().forEachRemaining(names::add);
            if (!PEER.equals(Set.copyOf(names))) {
                throw new InvalidValue("neighbors: a neighbour has device and port");
            }
            heard.add(new Neighbor(text(one, "device"), text(one, "port")));
        }
        return heard;
    }

    /** A MAC address in any spelling as its digits; anything else without separators. */
    static String plainMac(String systemmac) {
        String plain = SEPARATORS.matcher(systemmac).replaceAll("");
        String small = plain.toLowerCase(Locale.ROOT);
        return MAC.matcher(small).matches() ? small : plain;
    }

    /** What the node is called by; empty when it did not say. */
    String id(Identifier identifier) {
        return identifier == Identifier.SYSTEMMAC ? systemmac : serialnumber;
    }

    /** As the patterns see it. */
    Subject subject(String id, String address) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(Facts.SERIAL, serialnumber);
        facts.put(Facts.MODEL, model);
        facts.put(Facts.RELEASE, version);
        facts.values().removeIf(String::isEmpty);
        return new Subject(id, new Facts(mac(), facts), address, neighbors, Set.of());
    }

    private MacAddress mac() {
        try {
            return MacAddress.parse(systemmac);
        } catch (InvalidValue e) {
            return NONE;
        }
    }

    /** What a definition may refer to. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("serialnumber", serialnumber);
        facts.put("systemmac", systemmac);
        facts.put("model", model);
        facts.put("version", version);
        facts.values().removeIf(""::equals);
        return facts;
    }

    /** As it is kept; the configuration is a file of its own. */
    byte[] json() {
        Map<String, Object> kept = new LinkedHashMap<>(facts());
        kept.put("neighbors", neighbors);
        try {
            return Json.MAPPER.writeValueAsBytes(kept);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
