package org.openztp.image.asu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openztp.http.Json;
import org.openztp.image.asu.wire.Reply;

/** The fields of a JSON object that was sent, each held to its kind; what is not is collected, and told at once. */
final class Fields {
    /** What a word of a request is made of. */
    static final Pattern WORD = Pattern.compile("^[\\w.,-]*$");

    private final ObjectNode object;
    private final Faults faults = new Faults();

    private Fields(ObjectNode object) {
        this.object = object;
    }

    /** @throws Invalid it is no JSON object */
    static Fields of(byte[] body) {
        Faults faults = new Faults();
        try {
            JsonNode read = body.length == 0 ? null : Json.MAPPER.readTree(body);
            if (read instanceof ObjectNode object) {
                return new Fields(object);
            }
            if (read == null || read.isNull() || read.isMissingNode()) {
                faults.add("missing", "Field required", NullNode.instance);
            } else {
                faults.add(
                        "model_attributes_type",
                        "Input should be a valid dictionary or object to extract fields from",
                        read);
            }
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            faults.add("json_invalid", "JSON decode error", Reply.object(), (int) at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        faults.check();
        throw new AssertionError();
    }

    JsonNode get(String name) {
        return object.path(name);
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Null where it is missing, which is a fault. */
    String needed(String name, Pattern form) {
        if (object.has(name)) {
            return word(object.get(name), form, name);
        }
        faults.add("missing", "Field required", Reply.object(), name);
        return null;
    }

    String word(String name, String otherwise) {
        return object.has(name) ? word(object.get(name), WORD, name) : otherwise;
    }

    private String word(JsonNode value, Pattern form, Object... place) {
        if (!value.isTextual()) {
            faults.add("string_type", "Input should be a valid string", value, place);
            return null;
        }
        if (!form.matcher(value.asText()).matches()) {
            faults.add("string_pattern_mismatch", "String should match pattern '" + form + "'", value, place);
        }
        return value.asText();
    }

    /** A text of any characters, or null; what it says is not said again. */
    String text(String name, int longest) {
        if (!has(name)) {
            return null;
        }
        if (!object.get(name).isTextual()) {
            faults.add("string_type", "Input should be a valid string", null, name);
            return null;
        }
        String text = object.get(name).asText();
        if (text.length() > longest) {
            faults.add("string_too_long", "String should have at most " + longest + " characters", null, name);
        }
        return text;
    }

    List<String> words(String name, Pattern form) {
        List<String> all = new ArrayList<>();
        JsonNode list = object.path(name);
        if (list.isMissingNode()) {
            return all;
        }
        if (!list.isArray()) {
            faults.add("list_type", "Input should be a valid list", list, name);
            return all;
        }
        for (int i = 0; i < list.size(); i++) {
            all.add(word(list.get(i), form, name, i));
        }
        return all;
    }

    Map<String, String> map(String name, Pattern key, Pattern form) {
        Map<String, String> all = new LinkedHashMap<>();
        JsonNode map = object.path(name);
        if (map.isMissingNode()) {
            return all;
        }
        if (!map.isObject()) {
            faults.add("dict_type", "Input should be a valid dictionary", map, name);
            return all;
        }
        map.properties().forEach(entry -> {
            if (!key.matcher(entry.getKey()).matches()) {
                JsonNode input = Json.MAPPER.valueToTree(entry.getKey());
                String words = "String should match pattern '" + key + "'";
                faults.add("string_pattern_mismatch", words, input, name, entry.getKey(), "[key]");
            }
            all.put(entry.getKey(), word(entry.getValue(), form, name, entry.getKey()));
        });
        return all;
    }

    /** One of these words; the first where it is missing. */
    String choice(String name, List<String> words) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return words.get(0);
        }
        if (!value.isTextual() || !words.contains(value.asText())) {
            faults.add(
                    "literal_error",
                    "Input should be "
                            + words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" or ")),
                    value,
                    name);
        }
        return value.asText();
    }

    /** JSON's own, or a word or number for it, as Pydantic takes them. */
    boolean flag(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isBoolean()) {
            return value.asBoolean();
        }
        String word = value.asText().toLowerCase(java.util.Locale.ROOT);
        if (List.of("1", "true", "on", "yes", "t", "y").contains(word)) {
            return true;
        }
        if (!List.of("0", "false", "off", "no", "f", "n").contains(word)) {
            faults.add("bool_parsing", "Input should be a valid boolean, unable to interpret input", value, name);
        }
        return false;
    }

    /** Null where there is none. */
    Integer number(String name, int least, int most) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = object.get(name);
        if (!value.asText().matches("-?\\d{1,9}")) {
            faults.add("int_parsing", "Input should be a valid integer", value, name);
            return null;
        }
        int number = Integer.parseInt(value.asText());
        if (number < least) {
            faults.add("greater_than_equal", "Input should be greater than or equal to " + least, value, name);
        } else if (number > most) {
            faults.add("less_than_equal", "Input should be less than or equal to " + most, value, name);
        }
        return number;
    }

    /** @throws Invalid what was read so far is not what it should be */
    void check() {
        faults.check();
    }
}
