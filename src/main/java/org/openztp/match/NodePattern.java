package org.openztp.match;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openztp.config.Yaml;

/**
 * The pattern that a node was admitted by, to be kept in its folder, where it is the node's own.
 *
 * @param text a YAML mapping, without what was asked of the address and the like: only its place is to be held later
 */
public record NodePattern(Match match, String text) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    static NodePattern of(Match match, Yaml written) {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("name", match.pattern());
        kept.put("definition", match.definition());
        kept.put("variables", match.variables());
        if (written instanceof Yaml.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> {
                if (!key.equals("match")) {
                    kept.putIfAbsent(key, plain(entry.value()));
                }
            });
        }
        try {
            return new NodePattern(match, YAML.writeValueAsString(kept));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object plain(Yaml yaml) {
        if (yaml instanceof Yaml.Items items) {
            return items.values().stream().map(NodePattern::plain).toList();
        }
        if (yaml instanceof Yaml.Mapping mapping) {
            Map<String, Object> values = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> values.put(key, plain(entry.value())));
            return values;
        }
        Yaml.Scalar scalar = (Yaml.Scalar) yaml;
        return scalar.isNull() ? null : scalar.text();
    }
}
