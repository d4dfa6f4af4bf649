package org.openztp.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was set where: the file's words, overlaid by the environment's, overlaid by the properties'. */
final class Words {
    /** One value as it was written, and the place to mend it. */
    record Word(String text, String place) {}

    /** So near to a known name that it is a slip of the pen; further off it may be someone else's (a platform's own). */
    private static final int SLIP = 2;

    private final Map<String, Setting<?>> known = new HashMap<>();
    private final Map<String, Word> words = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    Words(List<Setting<?>> settings) {
        settings.forEach(setting -> known.put(setting.key(), setting));
    }

    Optional<Word> find(String key) {
        return Optional.ofNullable(words.get(key));
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Reads the file; every key in it must be known. */
    void file(Path file) {
        try {
            ConfigParseOptions options =
                    ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
            Config config = ConfigFactory.parseFile(file.toFile(), options).resolve();
            config.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Words::byLine))
                    .forEach(entry -> fileWord(file, plainKey(entry.getKey()), entry.getValue()));
        } catch (ConfigException.IO e) {
            problems.add(file + ": cannot be read: " + e.getCause());
        } catch (ConfigException e) {
            problems.add(place(file, e.origin()) + ": " + withoutOrigin(e));
        }
    }

    void environment(Map<String, String> variables) {
        overlay(variables, "ZTP_", Setting::environment);
    }

    void properties(Map<String, String> properties) {
        overlay(properties, "ztp.", Setting::property);
    }

    private void overlay(Map<String, String> values, String prefix, Function<Setting<?>, String> name) {
        Map<String, String> keys = known.values().stream().collect(Collectors.toMap(name, Setting::key));
        new TreeMap<>(values).forEach((variable, text) -> {
            if (keys.containsKey(variable)) {
                if (!text.isBlank()) {
                    words.put(keys.get(variable), new Word(text.strip(), variable));
                }
            } else if (variable.startsWith(prefix)) {
                Nearest nearest = Nearest.to(variable, keys.keySet());
                if (nearest.distance() <= SLIP) {
                    problems.add(variable + ": there is no such setting; did you mean " + nearest.name() + "?");
                }
            }
        });
    }

    private void fileWord(Path file, String key, ConfigValue value) {
        String place = place(file, value.origin());
        if (!known.containsKey(key)) {
            String nearest = Nearest.to(key, known.keySet()).name();
            problems.add(place + ": " + key + ": there is no such setting; did you mean " + nearest + "?");
            return;
        }
        words.put(key, new Word(text(value), place));
    }

    private static String text(ConfigValue value) {
        if (value instanceof ConfigList list) {
            return list.stream().map(Words::text).collect(Collectors.joining(", "));
        }
        return String.valueOf(value.unwrapped()).strip();
    }

    private static String plainKey(String path) {
        return String.join(".", ConfigUtil.splitPath(path));
    }

    private static int byLine(ConfigValue one, ConfigValue other) {
        return Integer.compare(one.origin().lineNumber(), other.origin().lineNumber());
    }

    private static String place(Path file, ConfigOrigin origin) {
        if (origin == null || origin.lineNumber() < 0) {
            return file.toString();
        }
        String name = origin.filename() == null ? file.toString() : origin.filename();
        return name + ":" + origin.lineNumber();
    }

    private static String withoutOrigin(ConfigException e) {
        String message = e.getMessage();
        String origin = e.origin() == null ? "" : e.origin().description() + ": ";
        return message.startsWith(origin) ? message.substring(origin.length()) : message;
    }
}
