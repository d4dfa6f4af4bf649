package org.openztp.action;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.Ash;
import org.openztp.openwrt.InvalidValue;

/** One change to a configuration, as a call of the library. */
record UciChange(String packageName, String function, List<String> words) {
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_-]+)\\.(?:[A-Za-z0-9_]+|@[A-Za-z0-9_-]+\\[-?\\d{1,4}])(\\.[A-Za-z0-9_]+)?");

    /** An empty value deletes, as uci itself has it. A name of two words makes a section of the type {@code value}. */
    static UciChange set(String name, String value) {
        return value.isEmpty() ? delete(name) : of("uci_set", name, name + "=" + oneLine(name, value));
    }

    static UciChange delete(String name) {
        return of("uci_delete", name, name);
    }

    /** A list of exactly these. */
    static UciChange list(String name, List<String> values) {
        List<String> words = new ArrayList<>();
        words.add(optionOf(name));
        values.forEach(value -> words.add(oneLine(name, value)));
        return of("uci_list", name, words.toArray(String[]::new));
    }

    /** One more in a list, unless it is there. */
    static UciChange addToList(String name, String value) {
        return of("uci_add_list", optionOf(name), name, oneLine(name, value), Ash.quote(value));
    }

    static UciChange removeFromList(String name, String value) {
        return of("uci_del_list", optionOf(name), name, oneLine(name, value));
    }

    private static UciChange of(String function, String name, String... words) {
        Matcher m = NAME.matcher(name);
        if (!m.matches()) {
            throw new InvalidValue(
                    name + ": package.section.option is wanted, as in network.lan.proto or system.@system[0].timezone");
        }
        return new UciChange(m.group(1), function, List.of(words));
    }

    private static String optionOf(String name) {
        Matcher m = NAME.matcher(name);
        if (m.matches() && m.group(2) == null) {
            throw new InvalidValue(name + ": a section has a type and no list");
        }
        return name;
    }

    private static String oneLine(String name, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new InvalidValue(name + ": a value of one line is wanted");
        }
        return value;
    }
}
