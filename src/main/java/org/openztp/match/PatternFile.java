package org.openztp.match;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.config.ConfFile;
import org.openztp.config.Yaml;
import org.openztp.openwrt.InvalidValue;

/** One version of the file: its patterns, those for one device found by the device's identifier, and its faults. */
final class PatternFile {
    /** As many patterns, and as many conditions of all of them, as a file may have. */
    static final int MOST_PATTERNS = 20_000;

    static final int MOST_CONDITIONS = 200_000;

    private static final int MOST_VARIABLES = 1000;
    private static final int MOST_FAULTS = 1000;
    private static final Set<String> KEYS = Set.of("variables", "patterns");

    private final Path file;
    private final List<DevicePattern> patterns = new ArrayList<>();
    private final List<DevicePattern> globals = new ArrayList<>();
    private final Map<String, DevicePattern> nodes = new HashMap<>();
    private List<Yaml> written = List.of();
    private final List<Fault> faults = new ArrayList<>();

    private PatternFile(Path file) {
        this.file = file;
    }

    /** @throws ConfFile.Wrong when there is nothing in it that could be used */
    static PatternFile parse(Path file, String text) throws ConfFile.Wrong {
        Yaml root = Yaml.parse(text);
        PatternFile read = new PatternFile(file);
        if (root instanceof Yaml.Mapping mapping) {
            read.read(mapping);
        } else if (!(root instanceof Yaml.Scalar nothing && nothing.isNull())) {
            throw new ConfFile.Wrong(root.line(), "a mapping with patterns is wanted, not " + root.kind());
        }
        return read;
    }

    private void read(Yaml.Mapping root) throws ConfFile.Wrong {
        root.defects().forEach(defect -> fault(defect.line(), "", defect.words()));
        for (Map.Entry<String, Yaml.Entry> each : root.entries().entrySet()) {
            if (!KEYS.contains(each.getKey())) {
                String words = Term.shown(each.getKey()) + ": unknown here; known are variables and patterns";
                if (!root.entries().containsKey("patterns")) {
                    throw new ConfFile.Wrong(each.getValue().line(), words);
                }
                fault(each.getValue().line(), "", words);
            }
        }
        Map<String, String> variables =
                Collections.unmodifiableMap(variables(root.entries().get("variables")));
        Yaml.Entry entry = root.entries().get("patterns");
        if (entry == null || entry.value() instanceof Yaml.Scalar nothing && nothing.isNull()) {
            return;
        }
        if (!(entry.value() instanceof Yaml.Items list)) {
            throw new ConfFile.Wrong(
                    entry.line(),
                    "patterns: a list is wanted, not " + entry.value().kind());
        }
        if (list.values().size() > MOST_PATTERNS) {
            throw new ConfFile.Wrong(entry.line(), "more than " + MOST_PATTERNS + " patterns");
        }
        written = list.values();
        int left = MOST_CONDITIONS;
        for (Yaml one : list.values()) {
            PatternReader reader = new PatternReader(variables, left);
            DevicePattern pattern = reader.read(patterns.size(), one);
            left = Math.max(0, left - reader.count());
            reader.defects().forEach(defect -> fault(defect.line(), pattern.name(), defect.words()));
            add(pattern, one.line());
        }
    }

    private Map<String, String> variables(Yaml.Entry entry) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (entry == null) {
            return variables;
        }
        if (!(entry.value() instanceof Yaml.Mapping mapping)) {
            fault(
                    entry.line(),
                    "",
                    "variables: a mapping is wanted, not " + entry.value().kind());
            return variables;
        }
        mapping.defects().forEach(defect -> fault(defect.line(), "", "variables: " + defect.words()));
        if (mapping.entries().size() > MOST_VARIABLES) {
            fault(entry.line(), "", "variables: more than " + MOST_VARIABLES);
            return variables;
        }
        mapping.entries().forEach((name, value) -> {
            try {
                variables.put(name, PatternReader.variable(name, value.value()));
            } catch (InvalidValue e) {
                fault(value.line(), "", e.getMessage());
            }
        });
        return variables;
    }

    /** A broken pattern keeps its device from the patterns for all: what it was to get instead is not known. */
    private void add(DevicePattern pattern, int line) {
        if (!pattern.isForNode()) {
            globals.add(pattern);
            patterns.add(pattern);
            return;
        }
        DevicePattern first = nodes.putIfAbsent(pattern.node(), pattern);
        if (first == null) {
            patterns.add(pattern);
            return;
        }
        String words =
                "node " + Term.shown(pattern.node()) + " has a pattern above: '" + Term.shown(first.name()) + "'";
        fault(line, pattern.name(), words);
        patterns.add(new DevicePattern(
                pattern.index(), pattern.name(), pattern.node(), List.of(), pattern.outcome(), words));
    }

    private void fault(int line, String pattern, String words) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(new Fault(file, line, pattern, words));
        }
    }

    /** The pattern for this one device. */
    Optional<DevicePattern> ofNode(Known device) {
        return nodes.isEmpty()
                ? Optional.empty()
                : device.ids().stream().filter(nodes::containsKey).findFirst().map(nodes::get);
    }

    /** The patterns for all, in the order of the file. */
    List<DevicePattern> globals() {
        return globals;
    }

    /** The pattern as the file has it. */
    Yaml written(DevicePattern pattern) {
        return written.get(pattern.index());
    }

    /** All patterns in the order of the file. */
    List<DevicePattern> all() {
        return patterns;
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }
}
