package org.openztp.openwrt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a device says of itself: its MAC and named values. The names this product reads are the constants below; any
 * further one is kept and shown.
 */
public record Facts(MacAddress mac, Map<String, String> values) {
    public static final String HOSTNAME = "hostname";
    public static final String RELEASE = "release";
    public static final String BOARD_NAME = "board_name";
    public static final String MODEL = "model";
    public static final String TARGET = "target";
    public static final String SERIAL = "serial";
    public static final String BOOT_ID = "boot_id";
    public static final String NEIGHBORS = "neighbors";

    /** How many facts, and how long a name and a value may be, in characters. */
    public static final int MAX_FACTS = 64;

    public static final int MAX_VALUE = 1024;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final Pattern HOSTNAME_FORM = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9_])?");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\uFFFD\\uFFFE\\uFFFF]");
    private static final Map<String, Integer> LENGTHS =
            Map.of(HOSTNAME, 63, RELEASE, 40, BOARD_NAME, 80, MODEL, 120, TARGET, 60, SERIAL, 80, BOOT_ID, 40);

    public Facts {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /**
     * Checks what came over the wire: {@code mac} is needed, the rest is optional; blank values count as absent.
     *
     * @throws InvalidValue naming the fact and what to mend
     */
    public static Facts of(Map<String, String> wire) {
        String mac = wire.get("mac");
        if (mac == null || mac.isBlank()) {
            throw new InvalidValue("mac: missing");
        }
        Map<String, String> values = new LinkedHashMap<>();
        wire.forEach((name, value) -> {
            if (!name.equals("mac") && value != null && !value.isBlank()) {
                values.put(name, checked(name, value.strip()));
            }
        });
        if (values.size() > MAX_FACTS) {
            throw new InvalidValue("more than " + MAX_FACTS + " facts");
        }
        return new Facts(MacAddress.parse(mac), values);
    }

    private static String checked(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValue("a fact's name is lower case letters, digits and _, at most 40");
        }
        int longest = LENGTHS.getOrDefault(name, MAX_VALUE);
        if (value.length() > longest) {
            throw new InvalidValue(name + ": longer than " + longest + " characters");
        }
        if (CONTROL.matcher(value).find()) {
            throw new InvalidValue(name + ": holds control characters or is not UTF-8");
        }
        if (name.equals(HOSTNAME) && !HOSTNAME_FORM.matcher(value).matches()) {
            throw new InvalidValue("hostname: letters, digits, dot, - and _ are allowed");
        }
        return value;
    }

    /** These on top of what was known before; these alone where both together would be too many. */
    public Map<String, String> over(Map<String, String> before) {
        Map<String, String> all = new TreeMap<>(before);
        all.putAll(values);
        return all.size() > MAX_FACTS ? new TreeMap<>(values) : all;
    }

    /** Whether they tell nothing new. */
    public boolean areIn(Map<String, String> known) {
        return known.entrySet().containsAll(values.entrySet());
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The release when it is one this product can compare; a vendor's own naming is kept as a fact but is no release. */
    public Optional<Release> release() {
        try {
            return find(RELEASE).map(Release::new);
        } catch (InvalidValue e) {
            return Optional.empty();
        }
    }
}
