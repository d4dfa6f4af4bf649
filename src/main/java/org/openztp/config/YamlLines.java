package org.openztp.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.Arrays;
import java.util.List;

/** Where in a YAML text something stands. Jackson's own location is where its reader had got to, lines behind it. */
public final class YamlLines {
    /** A key, or a place in a list; the key is null then. */
    private record Turn(String key, int index) {}

    private YamlLines() {}

    /** The line of what a mapping to Java could not take; 0 when it is not known. */
    public static int of(String text, JsonProcessingException e) {
        int reached = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return reached;
        }
        return line(
                text,
                mapping.getPath().stream()
                        .map(step -> new Turn(step.getFieldName(), step.getIndex()))
                        .toList(),
                reached);
    }

    /** The line of a key, or of the last one on the way to it that is there. */
    public static int of(String text, String... keys) {
        return line(text, Arrays.stream(keys).map(key -> new Turn(key, -1)).toList(), 0);
    }

    /** @param otherwise where the text is no YAML after all */
    private static int line(String text, List<Turn> way, int otherwise) {
        try {
            Yaml at = Yaml.parse(text);
            int line = at.line();
            for (Turn turn : way) {
                if (at instanceof Yaml.Mapping mapping && mapping.entries().containsKey(turn.key())) {
                    line = mapping.entries().get(turn.key()).line();
                    at = mapping.entries().get(turn.key()).value();
                } else if (at instanceof Yaml.Items items
                        && turn.index() >= 0
                        && turn.index() < items.values().size()) {
                    at = items.values().get(turn.index());
                    line = at.line();
                } else {
                    break;
                }
            }
            return line;
        } catch (ConfFile.Wrong wrong) {
            return otherwise;
        }
    }
}
