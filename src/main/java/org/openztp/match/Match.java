package org.openztp.match;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pattern that a device matched.
 *
 * @param variables the file's and the pattern's own, as written; the pattern's win
 * @param configHandler empty when the pattern names none
 */
public record Match(String pattern, String definition, Map<String, String> variables, String configHandler) {
    public Match {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }
}
