package org.openztp.match;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** A device's own ports as a pattern names them: {@code Ethernet1}, {@code Et1}, {@code Ethernet1-2,4,6/1-6/3}, {@code Management1}. */
final class LocalPorts {
    static final int MOST = 1024;

    private static final Pattern PORT = Pattern.compile("([a-z]*)(\\d{1,5}(?:/\\d{1,5}){0,2})");
    private static final Set<String> ETHERNET = Set.of("e", "et", "eth", "ethernet");
    private static final Set<String> MANAGEMENT = Set.of("m", "ma", "management");

    private final String written;
    private final Set<String> names = new LinkedHashSet<>();
    private String kind = "";

    private LocalPorts(String written) {
        this.written = written;
    }

    /**
     * Every port of a list of ports and ranges, by its full name. A number alone is of the kind named before it.
     *
     * @throws InvalidValue when it is no such list
     */
    static List<String> expand(String written) {
        LocalPorts ports = new LocalPorts(written);
        for (String group : written.split(",", -1)) {
            ports.group(group.strip());
        }
        return new ArrayList<>(ports.names);
    }

    /** The full name of a port that a device calls by a short one; any other name as it is. */
    static String normal(String sent) {
        Matcher port = PORT.matcher(sent.toLowerCase(Locale.ROOT));
        String kind = port.matches() ? kind(port.group(1)) : "";
        return kind.isEmpty() ? sent : kind + port.group(2);
    }

    private static String kind(String prefix) {
        return ETHERNET.contains(prefix) ? "Ethernet" : MANAGEMENT.contains(prefix) ? "Management" : "";
    }

    private void group(String group) {
        String[] ends = group.split("-", -1);
        String first = number(ends[0].strip());
        if (ends.length == 1) {
            add(first);
            return;
        }
        String kindOfFirst = kind;
        String last = number(ends[1].strip());
        int slash = first.lastIndexOf('/') + 1;
        if (ends.length > 2
                || !kindOfFirst.equals(kind)
                || !first.substring(0, slash).equals(last.substring(0, last.lastIndexOf('/') + 1))) {
            throw wanted();
        }
        int from = Integer.parseInt(first.substring(slash));
        int to = Integer.parseInt(last.substring(slash));
        if (from > to) {
            throw new InvalidValue(Term.shown(written) + ": a range goes upwards");
        }
        for (int i = from; i <= to; i++) {
            add(first.substring(0, slash) + i);
        }
    }

    private String number(String port) {
        Matcher parts = PORT.matcher(port.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw wanted();
        }
        if (!parts.group(1).isEmpty()) {
            kind = kind(parts.group(1));
        }
        if (kind.isEmpty()) {
            throw wanted();
        }
        for (String number : parts.group(2).split("/")) {
            if (Integer.parseInt(number) == 0) {
                throw new InvalidValue(Term.shown(written)
                        + ": ports count from 1; a router's own port name goes in exact('" + Term.shown(port) + "')");
            }
        }
        return parts.group(2);
    }

    private void add(String number) {
        names.add(kind + number);
        if (names.size() > MOST) {
            throw new InvalidValue(Term.shown(written) + ": more than " + MOST + " ports");
        }
    }

    private InvalidValue wanted() {
        return new InvalidValue(Term.shown(written)
                + ": a port is any, none, Ethernet1, Et1, a range such as Ethernet1-2,4,6/1-6/3, Management1,"
                + " or a router's own port name in exact('lan1')");
    }
}
