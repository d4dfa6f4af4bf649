package org.openztp.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.config.Nearest;
import org.openztp.config.Yaml;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;

/** Reads one pattern. What is wrong is noted with its line, and reading goes on: an operator wants to hear it all. */
final class PatternReader {
    private static final List<String> KEYS = List.of(
            "name",
            "definition",
            "node",
            "model",
            "interfaces",
            "match",
            "variables",
            "config-handler",
            "config_handler");
    private static final List<String> RESERVED = List.of("any", "none");
    private static final int MOST_DEFECTS = 20;
    private static final int MOST_KEYS = 200;
    private static final int LONGEST = 1000;
    private static final Pattern BLANK = Pattern.compile("\\s");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern FACT = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private final List<Yaml.Defect> defects = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final int most;
    private Map<String, String> variables;
    private Yaml.Mapping pattern;
    private int count;

    /** @param most how many conditions it may have */
    PatternReader(Map<String, String> globals, int most) {
        variables = globals;
        this.most = most;
    }

    DevicePattern read(int index, Yaml yaml) {
        if (!(yaml instanceof Yaml.Mapping mapping) || mapping.entries().size() > MOST_KEYS) {
            defect(yaml.line(), "a pattern is a mapping of name, definition and conditions, not " + yaml.kind());
            return done(index, "", "", new DevicePattern.Outcome("", Map.of(), ""));
        }
        pattern = mapping;
        note(mapping, "");
        mapping.entries().forEach((key, entry) -> {
            if (!KEYS.contains(key)) {
                defect(entry.line(), unknown(key, KEYS));
            }
        });
        together(yaml.line());
        String name = needed("name");
        String definition = needed("definition");
        if (BLANK.matcher(definition).find()) {
            defect(line("definition"), "definition: one word is wanted");
        }
        variables();
        text("model").ifPresent(this::model);
        match();
        interfaces();
        String node = text("node").map(Subject::normal).orElse("");
        String handler = text("config-handler").or(() -> text("config_handler")).orElse("");
        return done(index, name, node, new DevicePattern.Outcome(definition, variables, handler));
    }

    private void together(int line) {
        if (!has("node") && !has("model") && !has("interfaces") && !has("match")) {
            defect(line, "one of node, model, interfaces and match is needed");
        }
        if (has("node") && has("model")) {
            defect(line("model"), "model: a pattern is either for one node or for a model");
        }
        if (has("config-handler") && has("config_handler")) {
            defect(line("config_handler"), "config_handler: config-handler says it already");
        }
    }

    private DevicePattern done(int index, String name, String node, DevicePattern.Outcome outcome) {
        if (defects.isEmpty()) {
            return new DevicePattern(index, name, node, List.copyOf(conditions), outcome, "");
        }
        Yaml.Defect first = defects.get(0);
        return new DevicePattern(index, name, node, List.of(), outcome, "line " + first.line() + ": " + first.words());
    }

    List<Yaml.Defect> defects() {
        return defects;
    }

    /** How many conditions it has. */
    int count() {
        return count;
    }

    /** @throws InvalidValue when there can be no such variable */
    static String variable(String name, Yaml value) {
        if (RESERVED.contains(name)) {
            throw new InvalidValue(name + ": a variable cannot be called so");
        }
        if (!(value instanceof Yaml.Scalar text) || text.isNull()) {
            throw new InvalidValue(Term.shown(name) + ": a variable is a text, not " + value.kind());
        }
        return text.text().strip();
    }

    private void variables() {
        mapping("variables")
                .filter(own ->
                        room(line("variables"), variables.size() + own.entries().size()))
                .ifPresent(own -> {
                    Map<String, String> all = new LinkedHashMap<>(variables);
                    own.entries()
                            .forEach((name, entry) -> checked(
                                    entry.line(), "variables: ", () -> all.put(name, variable(name, entry.value()))));
                    variables = Collections.unmodifiableMap(all);
                });
    }

    /** A regular expression, as ZTPServer has it, or one of the functions. */
    private void model(String written) {
        checked(line("model"), "model: ", () -> {
            Term term = Term.isFunction(written) ? Term.literal(written) : Term.regex(written);
            conditions.add(new OneOf(Facts.MODEL, List.of(Want.fact(Facts.MODEL, term))));
        });
    }

    private void match() {
        mapping("match")
                .filter(match -> room(line("match"), match.entries().size()))
                .ifPresent(match -> match.entries().forEach(this::condition));
    }

    private void condition(String key, Yaml.Entry entry) {
        if (!FACT.matcher(key).matches() || isSlip(key)) {
            defect(entry.line(), "match: " + unknown(key, Want.KEYS));
            return;
        }
        List<Yaml> values = entry.value() instanceof Yaml.Items list ? list.values() : List.of(entry.value());
        if (values.isEmpty()) {
            defect(entry.line(), "match: " + key + ": an empty list");
        } else if (room(entry.line(), values.size())) {
            List<Want> wants = new ArrayList<>();
            values.forEach(value -> checked(value.line(), "match: " + key + ": ", () -> wants.add(want(key, value))));
            conditions.add(new OneOf(key, List.copyOf(wants)));
        }
    }

    /** So long and so near to a known name that it hardly is another fact. */
    private static boolean isSlip(String key) {
        return key.length() > 4
                && !Want.KEYS.contains(key)
                && Nearest.to(key, Want.KEYS).distance() == 1;
    }

    private static Want want(String key, Yaml value) {
        if (!(value instanceof Yaml.Scalar text) || text.isNull() || text.text().isBlank()) {
            throw new InvalidValue("a text or a list of texts is wanted, not " + value.kind());
        }
        return Want.of(key, text.text().strip());
    }

    private void interfaces() {
        if (!has("interfaces")) {
            return;
        }
        Yaml value = pattern.entries().get("interfaces").value();
        if (!(value instanceof Yaml.Items list)) {
            defect(line("interfaces"), "interfaces: a list is wanted, not " + value.kind());
            return;
        }
        List<InterfacePattern> lines = new ArrayList<>();
        if (room(line("interfaces"), list.values().size())) {
            list.values().forEach(one -> interfaces(one, lines));
        }
        if (lines.size() > LocalPorts.MOST) {
            defect(line("interfaces"), "interfaces: more than " + LocalPorts.MOST + " ports");
        }
        conditions.add(new Topology(List.copyOf(lines)));
    }

    private void interfaces(Yaml one, List<InterfacePattern> lines) {
        if (!(one instanceof Yaml.Mapping mapping) || mapping.entries().isEmpty()) {
            defect(one.line(), "interfaces: 'port: device:port' is wanted, not " + one.kind());
            return;
        }
        note(mapping, "interfaces: ");
        if (room(one.line(), mapping.entries().size())) {
            mapping.entries().forEach((written, entry) -> {
                String local = written.strip();
                checked(entry.line(), "interfaces: " + Term.shown(local) + ": ", () -> {
                    InterfacePattern.Words words =
                            InterfacePattern.words(entry.value()).with(this::variable);
                    List<String> ports = InterfacePattern.isOne(local) ? List.of(local) : LocalPorts.expand(local);
                    if (room(entry.line(), ports.size())) {
                        ports.forEach(port -> lines.add(InterfacePattern.of(port, words)));
                    }
                });
            });
        }
    }

    private String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new InvalidValue("$" + Term.shown(name) + ": there is no such variable");
        }
        return value;
    }

    private boolean has(String key) {
        return pattern.entries().containsKey(key);
    }

    private int line(String key) {
        return pattern.entries().get(key).line();
    }

    private String needed(String key) {
        if (!has(key)) {
            defect(pattern.line(), key + ": missing");
            return "";
        }
        return text(key).orElse("");
    }

    private Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        Yaml value = pattern.entries().get(key).value();
        if (!(value instanceof Yaml.Scalar scalar)
                || scalar.isNull()
                || scalar.text().isBlank()) {
            defect(line(key), key + ": a text is wanted, not " + value.kind());
            return Optional.empty();
        }
        String text = scalar.text().strip();
        if (text.length() > LONGEST || CONTROL.matcher(text).find()) {
            defect(line(key), key + ": one line of at most " + LONGEST + " characters is wanted");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private Optional<Yaml.Mapping> mapping(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        Yaml value = pattern.entries().get(key).value();
        if (!(value instanceof Yaml.Mapping mapping)) {
            defect(line(key), key + ": a mapping is wanted, not " + value.kind());
            return Optional.empty();
        }
        note(mapping, key + ": ");
        return Optional.of(mapping);
    }

    private static String unknown(String key, List<String> known) {
        String shown = Term.shown(key);
        return shown + ": unknown here; did you mean "
                + Nearest.to(shown, known).name() + "?";
    }

    private void note(Yaml.Mapping mapping, String where) {
        mapping.defects().stream()
                .limit(MOST_DEFECTS)
                .forEach(defect -> defect(defect.line(), where + Term.shown(defect.words())));
    }

    private void checked(int line, String where, Runnable step) {
        try {
            step.run();
        } catch (InvalidValue e) {
            defect(line, where + e.getMessage());
        }
    }

    /** Counts what is read, before it is read. */
    private boolean room(int line, int more) {
        count += more;
        if (count > most) {
            defect(line, "the file has more than " + PatternFile.MOST_CONDITIONS + " conditions");
            return false;
        }
        return true;
    }

    private void defect(int line, String words) {
        if (defects.size() < MOST_DEFECTS) {
            defects.add(new Yaml.Defect(line, words));
        }
    }
}
