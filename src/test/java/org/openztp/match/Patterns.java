package org.openztp.match;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openztp.config.ConfFile;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;

/** Files of patterns and routers to hold against them. */
final class Patterns {
    static final Path FILE = Path.of("neighbordb");
    static final String MAC = "02:1a:b0:00:00:01";

    private Patterns() {}

    static PatternFile read(String yaml) throws ConfFile.Wrong {
        return PatternFile.parse(FILE, yaml);
    }

    /** A router that said no more than its MAC address. */
    static Router router() {
        return new Router(MAC, MAC, Map.of(), "", Map.of(), Set.of());
    }

    /** A router in the making. */
    record Router(
            String nodeId,
            String mac,
            Map<String, String> facts,
            String address,
            Map<String, List<Neighbor>> neighbors,
            Set<String> tags) {
        Router called(String id) {
            return new Router(id, mac, facts, address, neighbors, tags);
        }

        Router mac(String other) {
            return new Router(other, other, facts, address, neighbors, tags);
        }

        Router fact(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(facts);
            more.put(name, value);
            return new Router(nodeId, mac, more, address, neighbors, tags);
        }

        Router at(String other) {
            return new Router(nodeId, mac, facts, other, neighbors, tags);
        }

        Router hearing(Map<String, List<Neighbor>> heard) {
            return new Router(nodeId, mac, facts, address, heard, tags);
        }

        Router tagged(String... names) {
            return new Router(nodeId, mac, facts, address, neighbors, Set.of(names));
        }

        Subject subject() {
            return new Subject(nodeId, new Facts(MacAddress.parse(mac), facts), address, neighbors, tags);
        }
    }
}
