package org.openztp.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Text;
import org.openztp.config.Yaml;

/**
 * What an operator's file names that is in no other file of conf: definitions, files, templates, scripts, pools; and what
 * stands in a text and can never be filled in. A name that a plan will fill in is left alone.
 */
final class References {
    private static final Pattern POOL = Pattern.compile("\\$\\{\\s*allocate\\(\\s*(?:'([^'$]*)'|\"([^\"$]*)\")");
    private static final Map<String, Map<String, String>> FILES = Map.of(
            "copy_file", Map.of("src", "files"),
            "restore", Map.of("src", "files"),
            "template", Map.of("src", "templates"),
            "run_script", Map.of("script", "scripts"));

    private final Path conf;
    private final String shown;
    private final List<Fault> faults = new ArrayList<>();

    /** @param shown the file that is looked into, in words */
    private References(Path conf, String shown) {
        this.conf = conf;
        this.shown = shown;
    }

    static List<Fault> ofPatterns(Path conf, Path file, String shown) {
        return new References(conf, shown).read(file, References::patterns);
    }

    /** A definition, or where it is no mapping the name of one. */
    static List<Fault> ofDefinition(Path conf, Path file, String shown) {
        return new References(conf, shown).read(file, References::definition);
    }

    static List<Fault> ofAttributes(Path conf, Path file, String shown) {
        return new References(conf, shown).read(file, References::texts);
    }

    private interface Look {
        void into(References references, Value value);
    }

    /** Nothing of a file that cannot be read: others say that. */
    private List<Fault> read(Path file, Look look) {
        try {
            look.into(this, Value.of(shown, Yaml.parse(Files.readString(file))));
        } catch (IOException | Wrong e) {
            return List.of();
        }
        return faults;
    }

    private void patterns(Value top) {
        for (Value pattern : items(top, "patterns")) {
            Value definition = value(pattern, "definition");
            if (isText(definition)) {
                named(definition);
            }
        }
    }

    private void definition(Value top) {
        if (!(top instanceof Value.Group)) {
            if (isText(top)) {
                named(top);
            }
            return;
        }
        texts(top);
        for (Value action : items(top, "actions")) {
            String name = isText(value(action, "action")) ? text(value(action, "action")) : "";
            Value attributes = value(action, "attributes");
            FILES.getOrDefault(name, Map.of()).forEach((attribute, folder) -> {
                Value file = value(attributes, attribute);
                if (isText(file) && !Text.refers(text(file)) && isThere(file, attribute, folder)) {
                    template(name, attributes, text(file));
                }
            });
        }
    }

    private void named(Value definition) {
        String name = text(definition).strip();
        Path folder = conf.resolve("definitions");
        boolean there = Definitions.isName(name)
                && (Files.isRegularFile(folder.resolve(name)) || Files.isRegularFile(folder.resolve(name + ".yaml")));
        if (!there) {
            fault(definition.place(), "definition: there is no " + name + " in conf/definitions");
        }
    }

    private boolean isThere(Value file, String attribute, String folder) {
        Path top = conf.resolve(folder);
        Path place = top.resolve(text(file)).normalize();
        boolean there = place.startsWith(top) && Files.isReadable(place) && Files.isRegularFile(place);
        if (!there) {
            fault(file.place(), attribute + ": there is no readable " + text(file) + " in conf/" + folder);
        }
        return there;
    }

    /** Where everything has to be filled in, what looks like a reference has to be one. */
    private void template(String action, Value attributes, String name) {
        boolean loose = isText(value(attributes, "substitution"))
                && text(value(attributes, "substitution")).equals("loose");
        if (!action.equals("template") || loose) {
            return;
        }
        try {
            String text = Files.readString(conf.resolve("templates").resolve(name));
            Text.slips(text).forEach(slip -> fault(new Place("templates/" + name, slip.line()), slip.getMessage()));
            pools("templates/" + name, 1, text);
        } catch (IOException e) {
            fault(new Place("templates/" + name, 0), "cannot be read: " + e);
        }
    }

    private void texts(Value value) {
        if (value instanceof Value.Group group) {
            group.values().values().forEach(this::texts);
        } else if (value instanceof Value.Many many) {
            many.values().forEach(this::texts);
        } else if (isText(value) && Text.refers(text(value))) {
            Text.slips(text(value)).forEach(slip -> fault(value.place(), slip.getMessage()));
            // a value may be nothing but a function
            String bare = text(value).strip();
            pools(shown, value.place().line(), bare.startsWith("allocate(") ? "${" + bare : text(value));
        }
    }

    private void pools(String file, int first, String text) {
        Matcher m = POOL.matcher(text);
        while (m.find()) {
            String pool = m.group(1) == null ? m.group(2) : m.group(1);
            Path folder = conf.resolve("resources");
            boolean there = Definitions.isName(pool)
                    && (Files.isRegularFile(folder.resolve(pool + ".yaml"))
                            || Files.isRegularFile(folder.resolve(pool)));
            if (!there) {
                int line = first
                        + (int) text.substring(0, m.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                fault(new Place(file, line), "allocate: there is no pool " + pool + " in conf/resources");
            }
        }
    }

    private void fault(Place place, String words) {
        faults.add(Fault.at(place, words));
    }

    private static List<Value> items(Value value, String name) {
        return value(value, name) instanceof Value.Many many ? many.values() : List.of();
    }

    private static Value value(Value value, String name) {
        return value instanceof Value.Group group ? group.values().get(name) : null;
    }

    private static boolean isText(Value value) {
        return value instanceof Value.Plain plain && plain.value() != null;
    }

    private static String text(Value value) {
        return String.valueOf(((Value.Plain) value).value());
    }
}
