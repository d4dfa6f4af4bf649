package org.openztp.action;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** An action's attributes as they are read; each refusal names the attribute and says what is wanted. */
final class Attributes {
    private final Map<String, Object> values;

    Attributes(Map<String, Object> values) {
        this.values = values;
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    String text(String name) {
        return optional(name).orElseThrow(() -> new InvalidValue(name + ": missing"));
    }

    Optional<String> optional(String name) {
        return has(name) ? Optional.of(scalar(name, values.get(name))) : Optional.empty();
    }

    String text(String name, Pattern form, String wanted) {
        return matching(name, text(name), form, wanted);
    }

    String textOr(String name, String fallback, Pattern form, String wanted) {
        return matching(name, optional(name).orElse(fallback), form, wanted);
    }

    String choice(String name, String fallback, Set<String> choices) {
        String chosen = optional(name).orElse(fallback);
        if (!choices.contains(chosen)) {
            throw new InvalidValue(name + ": one of " + String.join(", ", choices) + " is wanted");
        }
        return chosen;
    }

    boolean flag(String name, boolean fallback) {
        return Boolean.parseBoolean(choice(name, "" + fallback, Set.of("true", "false")));
    }

    int number(String name, int fallback, int least, int most) {
        String text = optional(name).orElse("" + fallback);
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new InvalidValue(name + ": a whole number from " + least + " to " + most + " is wanted");
        }
        return number;
    }

    /** A list, or one value instead of it; empty when it is absent. */
    List<String> texts(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list
                ? list.stream().map(item -> scalar(name, item)).toList()
                : List.of(scalar(name, value));
    }

    List<String> texts(String name, Pattern form, String wanted) {
        List<String> texts = texts(name);
        texts.forEach(text -> matching(name, text, form, wanted));
        return texts;
    }

    /** Empty when it is absent; in the order in which it was written. */
    Map<?, ?> mapping(String name) {
        Object value = values.getOrDefault(name, Map.of());
        if (value instanceof Map<?, ?> mapping) {
            return mapping;
        }
        throw new InvalidValue(name + ": a mapping is wanted");
    }

    static String scalar(String name, Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            String text = value.toString();
            if (text.indexOf('\0') >= 0) {
                throw new InvalidValue(name + ": no shell can carry NUL");
            }
            return text;
        }
        throw new InvalidValue(name + ": a plain value is wanted, no list and no mapping");
    }

    private static String matching(String name, String text, Pattern form, String wanted) {
        if (!form.matcher(text).matches()) {
            throw new InvalidValue(name + ": " + wanted + " is wanted");
        }
        return text;
    }
}
