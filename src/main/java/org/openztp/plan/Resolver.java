package org.openztp.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.openztp.config.BadFile;
import org.openztp.config.Text;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Sha256;

/** Attributes to values, for one plan. What an attribute refers to is resolved when it is asked for, and once. */
final class Resolver implements Text.Names {
    private static final int MOST = 20_000;
    private static final int DEEPEST = 50;
    private static final int LONGEST = 256 * 1024;

    private final Value.Group attributes;
    private final Map<String, Object> facts;
    private final Allocator allocator;
    private final Map<String, Object> known = new HashMap<>();
    private final Map<List<String>, String> allocated = new HashMap<>();
    private final Set<String> open = new LinkedHashSet<>();
    private int count;

    Resolver(Value.Group attributes, Map<String, Object> facts, Allocator allocator) {
        this.attributes = attributes;
        this.facts = facts;
        this.allocator = allocator;
    }

    /**
     * A mapping with all references resolved.
     *
     * @throws Refused naming the place of what cannot be resolved
     */
    Map<String, Object> all(Value.Group group) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        group.values().forEach((name, value) -> resolved.put(name, resolve(value)));
        return resolved;
    }

    /** As {@link #all}, of one value. */
    Object resolve(Value value) {
        if (++count > MOST) {
            throw new Refused(value.place(), "more than " + MOST + " values in one plan");
        }
        if (value instanceof Value.Group group) {
            return all(group);
        }
        if (value instanceof Value.Many many) {
            List<Object> resolved = new ArrayList<>();
            many.values().forEach(item -> resolved.add(resolve(item)));
            return resolved;
        }
        Value.Plain plain = (Value.Plain) value;
        return plain.value() instanceof String text && Text.refers(text) ? filled(plain.place(), text) : plain.value();
    }

    private Object filled(Place place, String text) {
        try {
            Object filled = Text.value(text, this);
            if (filled instanceof String words && words.length() > LONGEST) {
                throw new Refused(place, "longer than " + LONGEST + " characters when filled");
            }
            return filled;
        } catch (Text.Unresolved | InvalidValue | BadFile e) {
            throw new Refused(place, e.getMessage());
        }
    }

    @Override
    public Optional<Object> find(String name) {
        Value value = attributes.values().get(name);
        if (value == null) {
            return Optional.ofNullable(facts.get(name));
        }
        if (!known.containsKey(name)) {
            if (!open.add(name) || open.size() > DEEPEST) {
                throw new Refused(
                        value.place(), "$" + name + " refers to itself, or too far: " + String.join(" → ", open));
            }
            known.put(name, resolve(value));
            open.remove(name);
        }
        return Optional.ofNullable(known.get(name));
    }

    @Override
    public Object call(String function, List<String> arguments) {
        return switch (function) {
            case "hash" -> Sha256.hex(only(function, arguments));
            case "allocate" -> {
                if (arguments.isEmpty() || arguments.size() > 2) {
                    throw new InvalidValue("allocate: the pool is wanted, and for a second value of it a slot's name");
                }
                String slot = arguments.size() > 1 ? arguments.get(1) : "";
                List<String> key = List.of(arguments.get(0), slot);
                if (!allocated.containsKey(key)) {
                    allocated.put(key, allocator.take(arguments.get(0), slot));
                }
                yield allocated.get(key);
            }
            default -> throw new InvalidValue(function + ": there is no such function");
        };
    }

    private static String only(String function, List<String> arguments) {
        if (arguments.size() != 1) {
            throw new InvalidValue(function + ": one text in quotes is wanted");
        }
        return arguments.get(0);
    }

    @Override
    public Collection<String> known() {
        Set<String> all = new TreeSet<>(facts.keySet());
        all.addAll(attributes.values().keySet());
        return all;
    }
}
