package org.openztp.plan;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.action.Actions;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.config.Text;

/**
 * A definition with everything resolved, as data: for clients that are no routers and carry out its actions themselves.
 * Unquoted words are booleans as in YAML 1.1, which those clients' files are written in.
 */
public final class Handout {
    private static final int MOST_CACHED = 10_000;
    private static final Pattern CALL = Pattern.compile("([A-Za-z_]\\w*)\\((?:'[^']*'|\"[^\"]*\")\\)");
    private static final String ALWAYS = "always_execute";
    private static final Set<String> YES = Set.of("true", "yes", "on");
    private static final Set<String> NO = Set.of("false", "no", "off");

    private final Scopes scopes;
    private final Predicate<String> programs;
    private final InstantSource clock;
    private final Map<Path, ConfFile<Definition>> files = new ConcurrentHashMap<>();

    /** @param programs whether there is a program for an action */
    public Handout(Scopes scopes, Predicate<String> programs, InstantSource clock) {
        this.scopes = scopes;
        this.programs = programs;
        this.clock = clock;
    }

    /**
     * Name, attributes and actions; of an action what was written of name, action, attributes, always_execute and the
     * messages. What the allocator throws passes through.
     *
     * @param file the definition in a node's folder; its last good content is used
     * @param facts what may be referred to and stands in no file
     * @param onlyAlways leave out all actions but those that are always executed, and the attributes
     * @throws Refused naming file and line, of a definition for routers too: what it holds is nobody else's business
     * @throws BadFile when it was never good
     */
    public Map<String, Object> of(Path file, Map<String, Object> facts, Allocator allocator, boolean onlyAlways) {
        Definition definition = read(file);
        definition.actions().forEach(this::refuseRouters);
        Value.Group scope = spoken(scopes.merged(file.getParent().getFileName().toString(), definition.attributes()));
        Resolver resolver = new Resolver(scope, facts, allocator);
        Map<String, Object> handout = new LinkedHashMap<>();
        handout.put("name", definition.name().isEmpty() ? "definition" : definition.name());
        List<Map<String, Object>> actions = new ArrayList<>();
        definition.actions().stream()
                .filter(ordered -> !onlyAlways || isAlways(ordered))
                .forEach(ordered -> actions.add(action(ordered, resolver)));
        handout.put("actions", actions);
        if (onlyAlways) {
            return handout;
        }
        Map<String, Value> own = new LinkedHashMap<>(scope.values());
        own.keySet().retainAll(definition.attributes().values().keySet());
        if (!own.isEmpty()) {
            handout.put("attributes", resolver.all(new Value.Group(scope.place(), own)));
        }
        return handout;
    }

    /**
     * What is wrong with a definition, and whether it is one for routers.
     *
     * @throws Refused naming the line
     */
    public void check(String shown, String text) {
        DefinitionReader reader = new DefinitionReader(shown, text, action -> true);
        try {
            reader.definition().actions().forEach(this::refuseRouters);
        } catch (ConfFile.Wrong e) {
            throw new Refused(new Place(shown, e.line()), e.getMessage());
        }
    }

    /** Whether a definition is one for routers; of one that cannot be read that is not known. */
    public boolean isForRouters(String text) {
        DefinitionReader reader = new DefinitionReader("", text, action -> true);
        try {
            return reader.definition().actions().stream().anyMatch(this::isForRouters);
        } catch (ConfFile.Wrong e) {
            return false;
        }
    }

    private boolean isForRouters(Definition.Ordered ordered) {
        return Actions.names().contains(ordered.action()) && !programs.test(ordered.action());
    }

    private Definition read(Path file) {
        if (files.size() >= MOST_CACHED) {
            files.clear();
        }
        String shown = "nodes/" + file.getParent().getFileName() + "/" + file.getFileName();
        return files.computeIfAbsent(
                        file,
                        path -> new ConfFile<>(
                                path, text -> new DefinitionReader(shown, text, action -> true).definition(), clock))
                .get();
    }

    private void refuseRouters(Definition.Ordered ordered) {
        if (isForRouters(ordered)) {
            throw new Refused(
                    ordered.place(), ordered.action() + " is done to routers; actions/ has no program of that name");
        }
    }

    private static Map<String, Object> action(Definition.Ordered ordered, Resolver resolver) {
        Map<String, Value> attributes =
                new LinkedHashMap<>(spoken(ordered.attributes()).values());
        boolean always = attributes.remove(ALWAYS) != null;
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("name", ordered.name());
        action.put("action", ordered.action());
        if (always) {
            action.put(ALWAYS, isAlways(ordered));
        }
        action.putAll(resolver.all(ordered.messages()));
        action.put("attributes", resolver.all(new Value.Group(ordered.place(), attributes)));
        return action;
    }

    private static boolean isAlways(Definition.Ordered ordered) {
        return ordered.attributes().values().get(ALWAYS) instanceof Value.Plain plain
                && plain.value() != null
                && YES.contains(plain.value().toString().toLowerCase(Locale.ROOT));
    }

    private static Value.Group spoken(Value.Group group) {
        Map<String, Value> values = new LinkedHashMap<>();
        group.values().forEach((name, value) -> values.put(name, spoken(value)));
        return new Value.Group(group.place(), values);
    }

    private static Value spoken(Value value) {
        if (value instanceof Value.Group group) {
            return spoken(group);
        }
        if (value instanceof Value.Many many) {
            return new Value.Many(
                    many.place(), many.values().stream().map(Handout::spoken).toList());
        }
        Value.Plain plain = (Value.Plain) value;
        return plain.value() instanceof String text ? spoken(plain, text) : plain;
    }

    /** A plugin that nobody runs here must not reach a device as the text it is written as. */
    private static Value spoken(Value.Plain plain, String text) {
        Matcher call = CALL.matcher(text.strip());
        if (call.matches() && !Text.FUNCTIONS.contains(call.group(1))) {
            throw new Refused(
                    plain.place(), call.group(1) + ": there is no such function; there are " + Text.FUNCTIONS);
        }
        String word = text.toLowerCase(Locale.ROOT);
        boolean known = !plain.quoted() && (YES.contains(word) || NO.contains(word));
        return known ? new Value.Plain(plain.place(), YES.contains(word), false) : plain;
    }
}
