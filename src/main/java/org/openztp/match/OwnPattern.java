package org.openztp.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;

/**
 * The one pattern in the folder of a node: written as in a neighbordb, and it has to hold for the device before the folder
 * counts. What ZTPServer leaves empty in such a file says nothing.
 */
public final class OwnPattern {
    private static final Set<String> CONDITIONS = Set.of("node", "model", "interfaces", "match");
    private static final Set<String> PEER = Set.of("device", "port");

    private final DevicePattern pattern;

    private OwnPattern(DevicePattern pattern) {
        this.pattern = pattern;
    }

    /** @throws Wrong the first fault */
    public static OwnPattern parse(String text) throws Wrong {
        PatternReader reader = new PatternReader(Map.of(), PatternFile.MOST_CONDITIONS);
        DevicePattern pattern = reader.read(0, completed(Yaml.parse(text)));
        for (Yaml.Defect defect : reader.defects()) {
            throw new Wrong(defect.line(), defect.words());
        }
        return new OwnPattern(pattern);
    }

    /**
     * All that is wrong, where it is YAML at all.
     *
     * @throws Wrong it is none
     */
    public static List<Yaml.Defect> defects(String text) throws Wrong {
        PatternReader reader = new PatternReader(Map.of(), PatternFile.MOST_CONDITIONS);
        reader.read(0, completed(Yaml.parse(text)));
        return reader.defects();
    }

    /** It needs no name and no definition: there is but one, and the definition lies beside it. */
    private static Yaml completed(Yaml yaml) {
        if (!(yaml instanceof Yaml.Mapping mapping)) {
            return yaml;
        }
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>(mapping.entries());
        entries.values().removeIf(entry -> entry.value() instanceof Yaml.Scalar nothing && nothing.isNull());
        for (String key : List.of("name", "definition")) {
            entries.putIfAbsent(key, new Yaml.Entry(yaml.line(), new Yaml.Scalar(yaml.line(), "own", true)));
        }
        if (Collections.disjoint(entries.keySet(), CONDITIONS)) {
            entries.put("match", new Yaml.Entry(yaml.line(), new Yaml.Mapping(yaml.line(), Map.of(), List.of())));
        }
        entries.computeIfPresent("interfaces", (key, entry) -> interfaces(entry));
        return new Yaml.Mapping(mapping.line(), entries, mapping.defects());
    }

    private static Yaml.Entry interfaces(Yaml.Entry entry) {
        if (!(entry.value() instanceof Yaml.Items items)) {
            return entry;
        }
        List<Yaml> lines = new ArrayList<>();
        items.values().forEach(line -> lines.add(line instanceof Yaml.Mapping ports ? peers(ports) : line));
        return new Yaml.Entry(entry.line(), new Yaml.Items(items.line(), lines));
    }

    /** ZTPServer writes {@code any: {any: any}} where it means {@code any: {device: any, port: any}}. */
    private static Yaml peers(Yaml.Mapping ports) {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>(ports.entries());
        entries.replaceAll((local, entry) -> entry.value() instanceof Yaml.Mapping peer
                        && peer.entries().size() == 1
                        && !PEER.containsAll(peer.entries().keySet())
                ? new Yaml.Entry(entry.line(), peer(peer))
                : entry);
        return new Yaml.Mapping(ports.line(), entries, ports.defects());
    }

    private static Yaml peer(Yaml.Mapping odd) {
        Map.Entry<String, Yaml.Entry> only = odd.entries().entrySet().iterator().next();
        Yaml.Entry device = new Yaml.Entry(odd.line(), new Yaml.Scalar(odd.line(), only.getKey(), true));
        return new Yaml.Mapping(odd.line(), Map.of("device", device, "port", only.getValue()), odd.defects());
    }

    /** Why it does not hold for the device, in words; empty when it does. */
    public Optional<String> otherwise(Subject subject) {
        Known device = new Known(subject);
        if (pattern.isForNode() && !device.ids().contains(pattern.node())) {
            return Optional.of("node: it is for " + Term.shown(pattern.node()));
        }
        return pattern.otherwise(device);
    }

    /** As written. */
    public Map<String, String> variables() {
        return pattern.match().variables();
    }
}
