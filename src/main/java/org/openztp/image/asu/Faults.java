package org.openztp.image.asu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a body, in the words and the shapes of FastAPI; of very many faults, the first. */
final class Faults {
    private static final int MOST = 20;
    private static final int LONGEST_INPUT = 200;

    private final ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    private final List<String> words = new ArrayList<>();

    /**
     * @param place names and positions from the body down
     * @param input what stands there; null for what must not be said again
     */
    void add(String type, String message, JsonNode input, Object... place) {
        if (errors.size() == MOST) {
            return;
        }
        ObjectNode error = errors.addObject().put("type", type);
        ArrayNode loc = error.putArray("loc").add("body");
        StringBuilder where = new StringBuilder();
        for (Object step : place) {
            if (step instanceof Integer position) {
                loc.add(position);
                where.append('[').append(position).append(']');
            } else {
                loc.add(shown(step.toString()));
                where.append(where.isEmpty() ? "" : ".").append(shown(step.toString()));
            }
        }
        error.put("msg", message);
        if (input != null) {
            error.set("input", shown(input));
        }
        words.add((where.isEmpty() ? "body" : where) + ": " + message);
    }

    private static JsonNode shown(JsonNode input) {
        if (input.isTextual()) {
            return JsonNodeFactory.instance.textNode(shown(input.asText()));
        }
        if (input.isValueNode()) {
            return input;
        }
        return input.isArray() ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode();
    }

    private static String shown(String text) {
        return text.length() > LONGEST_INPUT ? text.substring(0, LONGEST_INPUT) : text;
    }

    /** @throws Invalid when there were any */
    void check() {
        if (!errors.isEmpty()) {
            throw new Invalid(String.join("; ", words), errors);
        }
    }
}
