package org.openztp.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;

/** A value of an attribute with the place where it is written; a tree, whatever aliases the YAML had. */
sealed interface Value {
    Place place();

    /** A text whose references are not resolved yet, a Number, a Boolean, or null for what takes a value away. */
    record Plain(Place place, Object value, boolean quoted) implements Value {}

    record Many(Place place, List<Value> values) implements Value {}

    record Group(Place place, Map<String, Value> values) implements Value {
        static Group empty(String file) {
            return new Group(new Place(file, 0), Map.of());
        }

        /** Mine, and what only the other has; mappings that both have are merged alike. */
        Group over(Group other) {
            if (other.values.isEmpty() || values.isEmpty()) {
                return values.isEmpty() ? other : this;
            }
            Map<String, Value> merged = new LinkedHashMap<>(other.values);
            values.forEach((name, mine) -> merged.merge(
                    name,
                    mine,
                    (theirs, same) -> same instanceof Group one && theirs instanceof Group two ? one.over(two) : same));
            return new Group(place, merged);
        }
    }

    int MOST = 20_000;

    Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})\\.[0-9]{1,18}");

    static Value of(String file, Yaml yaml) throws Wrong {
        return new Reading(file).value(yaml);
    }

    /** A mapping, or nothing at all. */
    static Group group(String file, Yaml yaml) throws Wrong {
        if (yaml instanceof Yaml.Scalar nothing && nothing.isNull()) {
            return Group.empty(file);
        }
        if (of(file, yaml) instanceof Group group) {
            return group;
        }
        throw new Wrong(yaml.line(), "a mapping is wanted, and this is " + yaml.kind());
    }

    /** One reading, which counts: shared YAML becomes as many values as it is met. */
    final class Reading {
        private final String file;
        private int count;

        private Reading(String file) {
            this.file = file;
        }

        private Value value(Yaml yaml) throws Wrong {
            if (++count > MOST) {
                throw new Wrong(yaml.line(), "more than " + MOST + " values");
            }
            Place place = new Place(file, yaml.line());
            if (yaml instanceof Yaml.Scalar scalar) {
                return new Plain(place, typed(scalar), scalar.quoted());
            }
            if (yaml instanceof Yaml.Items items) {
                List<Value> values = new ArrayList<>();
                for (Yaml item : items.values()) {
                    values.add(value(item));
                }
                return new Many(place, values);
            }
            Yaml.Mapping mapping = (Yaml.Mapping) yaml;
            for (Yaml.Defect defect : mapping.defects()) {
                throw new Wrong(defect.line(), defect.words());
            }
            Map<String, Value> values = new LinkedHashMap<>();
            for (Map.Entry<String, Yaml.Entry> entry : mapping.entries().entrySet()) {
                values.put(entry.getKey(), value(entry.getValue().value()));
            }
            return new Group(place, values);
        }

        /** Only what reads back as it was written: 0644, 1e3, yes and on are texts. */
        private static Object typed(Yaml.Scalar scalar) {
            String text = scalar.text();
            if (scalar.isNull()) {
                return null;
            }
            if (scalar.quoted()) {
                return text;
            }
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            if (WHOLE.matcher(text).matches()) {
                return Long.valueOf(text);
            }
            return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : text;
        }
    }
}
