package org.openztp.image.builder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code make manifest} prints: the packages of the image with their versions, as opkg or as apk writes them. */
final class Manifest {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_.+-]+)(?: - | )([^\\s]+)");

    private Manifest() {}

    static Map<String, String> parse(String text) {
        Map<String, String> versions = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            Matcher m = LINE.matcher(line.strip());
            if (m.matches()) {
                versions.put(m.group(1), m.group(2));
            }
        });
        return versions;
    }

    /** In what it is not as asked for, in asu's words; empty when it is. */
    static Optional<String> differs(Map<String, String> manifest, Map<String, String> wanted) {
        for (Map.Entry<String, String> each : wanted.entrySet()) {
            String name = each.getKey();
            String there = manifest.get(name);
            boolean isLeftOut = name.startsWith("-");
            if (there == null && !isLeftOut) {
                return Optional.of("Impossible package selection: " + name + " not in manifest");
            }
            if (!isLeftOut && !each.getValue().isEmpty() && !each.getValue().equals(there)) {
                return Optional.of("Impossible package selection: " + name + " version not as requested: "
                        + each.getValue() + " vs. " + there);
            }
        }
        return Optional.empty();
    }
}
