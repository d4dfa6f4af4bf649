package org.openztp.match;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;

/**
 * The one pattern in the folder of a node: written as in a neighbordb, and it has to hold for the device before the folder
 * counts. What ZTPServer leaves empty in such a file says nothing.
 */
public final class OwnPattern {
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
        return new Yaml.Mapping(mapping.line(), entries, mapping.defects());
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
