package org.openztp.match;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.config.Yaml;
import org.openztp.openwrt.InvalidValue;

/**
 * One line of a pattern's {@code interfaces}, for one port of the device or for all of them.
 *
 * @param negative it forbids what it describes; else some port must be as it describes
 * @param open it asks for a port that hears anybody: {@code any: any:any}
 */
record InterfacePattern(String written, boolean negative, boolean open, Predicate<Known.Port> port, Peer peer) {
    private static final String ANY = "any";
    private static final String NONE = "none";

    /** The other end; a null term is any or none. */
    record Peer(Term device, Term port) {
        boolean is(Neighbor neighbor) {
            return (device == null || device.matches(neighbor.device()))
                    && (port == null || port.matches(neighbor.port()));
        }
    }

    /** The other end as it is written: {@code device:port}, without a second colon but inside of quotes. */
    record Words(String device, String port) {
        private static final Pattern FORM = Pattern.compile(
                "(\\w+\\('.*?'\\)|\\w+\\(\".*?\"\\)|[^:\\s]+)(?::(\\w+\\('.*'\\)|\\w+\\(\".*\"\\)|[^:\\s]+))?");

        static Words of(String written) {
            Matcher parts = FORM.matcher(written);
            if (!parts.matches()) {
                throw new InvalidValue(
                        Term.shown(written)
                                + ": device:port is wanted, each one word; a name that holds a colon goes in device: and port:");
            }
            String device = parts.group(1);
            return new Words(device, parts.group(2) != null ? parts.group(2) : device.equals(NONE) ? NONE : ANY);
        }

        Words with(Function<String, String> variables) {
            return new Words(value(device, variables), value(port, variables));
        }

        private static String value(String word, Function<String, String> variables) {
            return word.startsWith("$") ? variables.apply(word.substring(1)) : word;
        }
    }

    /** True if the port hears somebody this describes. */
    boolean touches(Known.Port local) {
        if (port.test(local)) {
            for (Neighbor neighbor : local.neighbors()) {
                if (peer.is(neighbor)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** @throws InvalidValue for the combinations that no device could ever meet, and for wrong functions */
    static InterfacePattern of(String local, Words words) {
        String written = local + ": " + words.device + ":" + words.port;
        boolean anyDevice = words.device.equals(ANY);
        boolean noDevice = words.device.equals(NONE);
        boolean anyPort = words.port.equals(ANY);
        boolean noPort = words.port.equals(NONE);
        boolean never = local.equals(ANY)
                ? noDevice || anyDevice && noPort
                : local.equals(NONE) && (anyDevice && (anyPort || noPort) || noDevice && !noPort);
        if (never) {
            throw new InvalidValue(Term.shown(written) + ": no device can ever be so");
        }
        Peer peer = new Peer(
                anyDevice || noDevice ? null : Term.literal(words.device),
                anyPort || noPort ? null : Term.literal(words.port));
        return new InterfacePattern(
                written,
                local.equals(NONE) || noDevice || noPort,
                local.equals(ANY) && anyDevice && anyPort,
                port(local),
                peer);
    }

    private static Predicate<Known.Port> port(String local) {
        if (local.equals(ANY) || local.equals(NONE)) {
            return port -> true;
        }
        if (Term.isFunction(local)) {
            Term term = Term.literal(local);
            return port -> term.matches(port.sent());
        }
        return port -> port.name().equals(local);
    }

    /** True where the words stand for themselves, not for a list of ports. */
    static boolean isOne(String local) {
        return local.equals(ANY) || local.equals(NONE) || Term.isFunction(local);
    }

    /** The other end from the file: {@code device:port}, or a mapping of both; the port may be left out. */
    static Words words(Yaml value) {
        if (value instanceof Yaml.Scalar text && !text.isNull()) {
            return Words.of(text.text().strip());
        }
        if (!(value instanceof Yaml.Mapping both) || !both.defects().isEmpty()) {
            throw new InvalidValue("device:port, or a mapping of device and port is wanted, not " + value.kind());
        }
        for (String key : both.entries().keySet()) {
            if (!key.equals("device") && !key.equals("port")) {
                throw new InvalidValue(Term.shown(key) + ": unknown here; known are device and port");
            }
        }
        return new Words(word(both, "device", null), word(both, "port", ANY));
    }

    private static String word(Yaml.Mapping both, String key, String fallback) {
        Yaml.Entry entry = both.entries().get(key);
        if (entry == null && fallback != null) {
            return fallback;
        }
        if (entry == null || !(entry.value() instanceof Yaml.Scalar text) || text.isNull()) {
            throw new InvalidValue(key + ": one word is wanted");
        }
        String word = text.text().strip();
        if (word.isEmpty() || !Term.isFunction(word) && word.matches("(?s).*\\s.*")) {
            throw new InvalidValue(key + ": one word is wanted");
        }
        return word;
    }
}
