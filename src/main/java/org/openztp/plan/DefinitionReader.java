package org.openztp.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.openztp.action.Actions;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Nearest;
import org.openztp.config.Yaml;
import org.openztp.openwrt.InvalidValue;

/** A definition's text to the definition, and all that is wrong with it. */
final class DefinitionReader {
    private static final List<String> TOP =
            List.of("name", "attributes", "actions", "health", FirmwareReader.BUILD, FirmwareReader.UPGRADE);
    private static final List<String> MESSAGES = List.of("onstart", "onsuccess", "onfailure");
    private static final List<String> ACTION =
            List.of("name", "action", "attributes", "always_execute", "onstart", "onsuccess", "onfailure");
    private static final int MOST_ACTIONS = 1000;
    private static final int LONGEST_NAME = 100;

    private final String file;
    private final Predicate<String> foreign;
    private final List<Fault> faults = new ArrayList<>();
    private final boolean isOfNode;
    private Definition definition;

    /**
     * @param file as it is shown
     * @param foreign whether an action is done by other clients than routers, and so is not checked
     */
    DefinitionReader(String file, String text, Predicate<String> foreign) {
        this.file = file;
        this.foreign = foreign;
        this.isOfNode = file.startsWith("nodes/");
        try {
            if (Value.of(file, Yaml.parse(text)) instanceof Value.Group top) {
                definition = definition(top);
            } else {
                fault(new Place(file, 1), "a definition is a mapping with name, attributes and actions");
            }
        } catch (Wrong e) {
            fault(new Place(file, e.line()), e.getMessage());
        }
        faults.sort(Comparator.comparingInt(Fault::line));
    }

    /** All that is wrong, by line; nothing where the definition can be used. */
    List<Fault> faults() {
        return faults;
    }

    /** @throws Wrong the first fault */
    Definition definition() throws Wrong {
        if (!faults.isEmpty()) {
            throw new Wrong(faults.get(0).line(), faults.get(0).words());
        }
        return definition;
    }

    private Definition definition(Value.Group top) {
        known(top, TOP);
        List<Definition.Ordered> actions = new ArrayList<>();
        Value all = top.values().get("actions");
        if (all instanceof Value.Many many && many.values().size() <= MOST_ACTIONS) {
            many.values().forEach(value -> actions.add(ordered(value)));
        } else {
            fault(all == null ? top.place() : all.place(), "actions: a list of at most " + MOST_ACTIONS + " is wanted");
        }
        return new Definition(
                text(top, "name", ""),
                group(top, "attributes"),
                actions,
                health(top),
                new FirmwareReader(this::fault).read(top, isOfNode));
    }

    private Value.Group health(Value.Group top) {
        Value.Group health = group(top, "health");
        known(health, HealthReader.FIELDS);
        HealthReader.check(health, this::fault);
        return health;
    }

    private Definition.Ordered ordered(Value value) {
        if (!(value instanceof Value.Group group)) {
            fault(value.place(), "an action is a mapping with name, action and attributes");
            return null;
        }
        known(group, ACTION);
        String action = text(group, "action", "");
        Value.Group attributes = withAlways(group, group(group, "attributes"));
        if (action.isEmpty()) {
            fault(group.place(), "action: missing");
        } else if (!foreign.test(action)) {
            check(group, action, attributes);
        }
        Map<String, Value> messages = new LinkedHashMap<>();
        MESSAGES.stream()
                .filter(group.values()::containsKey)
                .forEach(name -> messages.put(name, group.values().get(name)));
        String name = text(group, "name", action);
        return new Definition.Ordered(
                group.place(), name, action, attributes, new Value.Group(group.place(), messages));
    }

    /** ZTPServer's clients read it beside the attributes, its documents show it among them. */
    private static Value.Group withAlways(Value.Group group, Value.Group attributes) {
        Value always = group.values().get("always_execute");
        if (always == null) {
            return attributes;
        }
        return new Value.Group(group.place(), Map.of("always_execute", always)).over(attributes);
    }

    private void check(Value.Group group, String action, Value.Group attributes) {
        try {
            Actions.check(action, attributes.values().keySet());
        } catch (InvalidValue e) {
            fault(placeOf(group.place(), attributes, e.getMessage()), e.getMessage());
        }
    }

    /** The place of the attribute that a refusal names first. */
    static Place placeOf(Place otherwise, Value.Group attributes, String words) {
        Value named = attributes.values().get(words.substring(0, Math.max(0, words.indexOf(':'))));
        return named == null ? otherwise : named.place();
    }

    private void known(Value.Group group, List<String> names) {
        group.values().forEach((name, value) -> {
            if (!names.contains(name)) {
                String nearest =
                        name.isEmpty() ? names.get(0) : Nearest.to(name, names).name();
                fault(value.place(), name + ": unknown here; did you mean " + nearest + "?");
            }
        });
    }

    private String text(Value.Group group, String name, String fallback) {
        Value value = group.values().get(name);
        if (value == null || value instanceof Value.Plain plain && plain.value() == null) {
            return fallback;
        }
        if (value instanceof Value.Plain plain) {
            String text = plain.value().toString();
            if (text.length() <= LONGEST_NAME && text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        }
        fault(value.place(), name + ": one line of at most " + LONGEST_NAME + " characters is wanted");
        return fallback;
    }

    private Value.Group group(Value.Group parent, String name) {
        Value value = parent.values().get(name);
        if (value instanceof Value.Group group) {
            return group;
        }
        if (value != null && !(value instanceof Value.Plain plain && plain.value() == null)) {
            fault(value.place(), name + ": a mapping is wanted");
        }
        return new Value.Group(parent.place(), Map.of());
    }

    private void fault(Place place, String words) {
        faults.add(Fault.at(place, words));
    }
}
