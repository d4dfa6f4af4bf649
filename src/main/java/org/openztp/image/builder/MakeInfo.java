package org.openztp.image.builder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code make info} tells of an ImageBuilder.
 *
 * @param revision such as {@code r24106-10cc5fcd00}; empty when it does not say
 * @param packages those of every image
 * @param profiles the packages of each profile; one with a minus in front is left out
 */
record MakeInfo(String revision, List<String> packages, Map<String, List<String>> profiles) {
    private static final Pattern REVISION = Pattern.compile("(?m)^Current Revision: \"(.*)\"$");
    private static final Pattern PACKAGES = Pattern.compile("(?m)^Default Packages: (.*)$");
    private static final String OF_PROFILE = "    Packages:";

    static MakeInfo parse(String text) {
        Map<String, List<String>> profiles = new LinkedHashMap<>();
        String profile = null;
        for (String line : text.lines().toList()) {
            if (line.endsWith(":") && !line.startsWith(" ")) {
                profile = line.substring(0, line.length() - 1);
            } else if (profile != null && line.startsWith(OF_PROFILE)) {
                profiles.putIfAbsent(profile, words(line.substring(OF_PROFILE.length())));
            }
        }
        return new MakeInfo(find(REVISION, text), words(find(PACKAGES, text)), profiles);
    }

    private static String find(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        return m.find() ? m.group(1) : "";
    }

    private static List<String> words(String line) {
        return line.isBlank() ? List.of() : List.of(line.strip().split("\\s+"));
    }

    Optional<List<String>> packagesOf(String profile) {
        return Optional.ofNullable(profiles.get(profile));
    }
}
