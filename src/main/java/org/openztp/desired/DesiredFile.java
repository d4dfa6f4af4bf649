package org.openztp.desired;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.config.ConfFile;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;
import org.openztp.openwrt.InvalidValue;

/** {@code conf/desired-firmware.yaml}: rules, of which the first that holds for a device is the one. */
public final class DesiredFile {
    public static final String NAME = "desired-firmware.yaml";

    private static final List<String> FIELDS = List.of("tag", "group", "definition", "build", "fix");
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern DEFINITION = Pattern.compile("\\P{Cntrl}{1,100}");
    private static final String LEFT_ALONE = "none";
    private static final int MOST = 1000;

    private final Path path;
    private final ConfFile<List<DesiredRule>> file;

    public DesiredFile(Path path, InstantSource clock) {
        this.path = path;
        this.file = new ConfFile<>(path, DesiredFile::parse, clock);
    }

    /**
     * None where there is no such file.
     *
     * @throws org.openztp.config.BadFile when it was never good
     */
    public List<DesiredRule> rules() {
        return Files.isRegularFile(path) ? file.get() : List.of();
    }

    /** What is wrong with the file in force as it is now. */
    public List<String> faults() {
        return Files.isRegularFile(path) ? file.problem().stream().toList() : List.of();
    }

    /** What is wrong with a file that need not be in force, with its line. */
    public static Optional<Wrong> validate(Path file) {
        try {
            parse(Files.readString(file));
            return Optional.empty();
        } catch (Wrong e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.of(new Wrong(0, "cannot be read: " + e));
        }
    }

    private static List<DesiredRule> parse(String text) throws Wrong {
        Yaml root = Yaml.parse(text);
        if (isNothing(root)) {
            return List.of();
        }
        Yaml.Entry rules = entries(root, List.of("rules")).get("rules");
        if (rules == null || isNothing(rules.value())) {
            return List.of();
        }
        if (!(rules.value() instanceof Yaml.Items items) || items.values().size() > MOST) {
            throw new Wrong(rules.line(), "rules: a list of at most " + MOST + " is wanted");
        }
        List<DesiredRule> all = new ArrayList<>();
        for (Yaml rule : items.values()) {
            all.add(rule(rule));
        }
        return List.copyOf(all);
    }

    private static boolean isNothing(Yaml yaml) {
        return yaml instanceof Yaml.Scalar scalar && scalar.isNull();
    }

    private static DesiredRule rule(Yaml written) throws Wrong {
        Map<String, Yaml.Entry> fields = entries(written, FIELDS);
        String build = text(fields, "build").orElse(null);
        String fix = text(fields, "fix").orElse(null);
        Optional<String> tag = checked(fields, "tag", WORD);
        Optional<String> group = checked(fields, "group", WORD);
        Optional<String> definition = checked(fields, "definition", DEFINITION);
        try {
            Optional<DesiredBuild> desired = LEFT_ALONE.equals(build) && fix == null
                    ? Optional.empty()
                    : Optional.of(DesiredBuild.of(build, fix));
            return new DesiredRule(tag, group, definition, desired, NAME + ":" + written.line());
        } catch (InvalidValue e) {
            throw new Wrong(written.line(), e.getMessage());
        }
    }

    private static Optional<String> checked(Map<String, Yaml.Entry> fields, String field, Pattern form) throws Wrong {
        Optional<String> text = text(fields, field);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            throw new Wrong(fields.get(field).line(), field + ": no " + field + " can be called so");
        }
        return text;
    }

    private static Optional<String> text(Map<String, Yaml.Entry> fields, String field) throws Wrong {
        Yaml.Entry entry = fields.get(field);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.value() instanceof Yaml.Scalar scalar && !scalar.isNull()) {
            return Optional.of(scalar.text());
        }
        throw new Wrong(
                entry.line(), field + ": a text is wanted, not " + entry.value().kind());
    }

    private static Map<String, Yaml.Entry> entries(Yaml yaml, List<String> known) throws Wrong {
        if (!(yaml instanceof Yaml.Mapping mapping)) {
            throw new Wrong(yaml.line(), "a mapping with " + known + " is wanted, not " + yaml.kind());
        }
        for (Yaml.Defect defect : mapping.defects()) {
            throw new Wrong(defect.line(), defect.words());
        }
        for (Map.Entry<String, Yaml.Entry> entry : mapping.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new Wrong(entry.getValue().line(), entry.getKey() + ": unknown here; known are " + known);
            }
        }
        return mapping.entries();
    }
}
