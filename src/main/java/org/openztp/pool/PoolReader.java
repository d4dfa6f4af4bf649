package org.openztp.pool;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;

/**
 * Reads a file of conf/resources: a list of values, ranges, networks and patterns, or ZTPServer's mapping of values to the
 * nodes that have them.
 */
final class PoolReader {
    private static final int MOST_ENTRIES = 10_000;
    private static final Pattern RANGE = Pattern.compile("([0-9A-Fa-f.:]+)\\s*-\\s*([0-9A-Fa-f.:]+)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
    private static final Set<String> PATTERN_KEYS = Set.of("pattern", "from", "to");

    private PoolReader() {}

    private interface Adding {
        void to(PoolFile file) throws Wrong;
    }

    /** @throws Wrong with the line and what to mend */
    static PoolFile read(String text) throws Wrong {
        PoolFile file = new PoolFile();
        Yaml root = Yaml.parse(text);
        if (root instanceof Yaml.Items list) {
            limit(list.values().size());
            for (Yaml entry : list.values()) {
                at(entry.line(), all -> all.add(stretch(entry)), file);
            }
        } else if (root instanceof Yaml.Mapping mapping) {
            limit(mapping.entries().size());
            refuse(mapping);
            for (Map.Entry<String, Yaml.Entry> entry : mapping.entries().entrySet()) {
                at(entry.getValue().line(), all -> value(entry.getKey(), entry.getValue(), all), file);
            }
        } else if (!(root instanceof Yaml.Scalar nothing) || !nothing.isNull()) {
            throw new Wrong(root.line(), "a list of values is wanted");
        }
        return file;
    }

    private static void at(int line, Adding adding, PoolFile file) throws Wrong {
        try {
            adding.to(file);
        } catch (InvalidValue e) {
            throw new Wrong(line, e.getMessage());
        }
    }

    private static void limit(int entries) throws Wrong {
        if (entries > MOST_ENTRIES) {
            throw new Wrong(0, "a pool has at most " + MOST_ENTRIES + " entries; write ranges or patterns");
        }
    }

    private static void refuse(Yaml.Mapping mapping) throws Wrong {
        if (!mapping.defects().isEmpty()) {
            Yaml.Defect first = mapping.defects().get(0);
            throw new Wrong(first.line(), first.words());
        }
    }

    private static Stretch stretch(Yaml entry) throws Wrong {
        if (entry instanceof Yaml.Mapping pattern) {
            return pattern(pattern);
        }
        String text = text(entry, "a value, a range, a network or {pattern: ap-%04d, from: 1, to: 200}");
        Matcher range = RANGE.matcher(text);
        if (range.matches()
                && IpAddress.find(range.group(1)).isPresent()
                && IpAddress.find(range.group(2)).isPresent()) {
            return Stretch.between(IpAddress.parse(range.group(1)), IpAddress.parse(range.group(2)));
        }
        int slash = text.indexOf('/');
        if (slash > 0 && IpAddress.find(text.substring(0, slash)).isPresent()) {
            return network(text, IpAddress.parse(text.substring(0, slash)));
        }
        return IpAddress.find(text)
                .map(address -> Stretch.between(address, address))
                .orElseGet(() -> Stretch.plain(text));
    }

    private static Stretch network(String text, IpAddress written) {
        Cidr network = Cidr.parse(text);
        if (!network.base().equals(written)) {
            throw new InvalidValue("a network begins with its lowest address: is " + network + " meant?");
        }
        return Stretch.hosts(network);
    }

    private static Stretch pattern(Yaml.Mapping mapping) throws Wrong {
        refuse(mapping);
        if (!mapping.entries().keySet().equals(PATTERN_KEYS)) {
            throw new InvalidValue("a pattern has pattern, from and to, and nothing else");
        }
        Yaml pattern = mapping.entries().get("pattern").value();
        return new Stretch(
                Spelling.Numbered.parse(text(pattern, "a name such as ap-%04d")),
                number(mapping.entries().get("from").value()),
                number(mapping.entries().get("to").value()));
    }

    private static BigInteger number(Yaml value) throws Wrong {
        String wanted = "a number of at most 15 digits";
        String text = text(value, wanted);
        if (!NUMBER.matcher(text).matches()) {
            throw new Wrong(value.line(), wanted + " is wanted");
        }
        return new BigInteger(text);
    }

    private static void value(String value, Yaml.Entry entry, PoolFile file) throws Wrong {
        Stretch plain = Stretch.plain(value);
        if (entry.value() instanceof Yaml.Scalar nobody && nobody.isNull()) {
            file.add(plain);
        } else {
            file.reserve(plain, text(entry.value(), "null, or the id of the node that has the value,"));
        }
    }

    private static String text(Yaml value, String wanted) throws Wrong {
        if (value instanceof Yaml.Scalar scalar && !scalar.isNull()) {
            return scalar.text().strip();
        }
        throw new Wrong(value.line(), wanted + " is wanted here, not " + value.kind());
    }
}
