package org.openztp.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.action.Actions;
import org.openztp.action.Fragment;
import org.openztp.action.Library;
import org.openztp.action.Site;
import org.openztp.action.SiteFiles;
import org.openztp.config.BadFile;
import org.openztp.openwrt.InvalidValue;

/** Definition, attributes and pools to the plan of one device. Reads files, and changes nothing but by the allocator. */
public final class Planner {
    private static final int LONGEST_NAME = 100;

    private final Definitions definitions;
    private final Scopes scopes;
    private final SiteFiles files;
    private final Function<String, Optional<String>> firmwareSha256;
    private final List<String> serverKeys;

    /**
     * @param firmwareSha256 of a file below fw
     * @param serverKeys the server's own public keys
     */
    public Planner(
            Definitions definitions,
            Scopes scopes,
            SiteFiles files,
            Function<String, Optional<String>> firmwareSha256,
            List<String> serverKeys) {
        this.definitions = definitions;
        this.scopes = scopes;
        this.files = files;
        this.firmwareSha256 = firmwareSha256;
        this.serverKeys = List.copyOf(serverKeys);
    }

    /**
     * The plan of a device; what the allocator throws else passes through.
     *
     * @throws Refused naming file and line
     */
    public Plan plan(Target target, Allocator allocator) {
        Definition definition = definition(target);
        Resolver resolver = new Resolver(attributes(target, definition), target.facts(), allocator);
        Node node = target.node();
        Site site = new Site(files, resolver, firmwareSha256, serverKeys, node.startupConfig());
        List<Step> steps = new ArrayList<>();
        node.startupConfig().ifPresent(file -> restore(node, steps, resolver, site));
        for (Definition.Ordered ordered : definition.actions()) {
            if (node.startupConfig().isEmpty() || isAlways(ordered, resolver)) {
                steps.add(step(steps.size() + 1, ordered, resolver, site));
            }
        }
        return new Plan(
                name(definition, target), target.pattern(), List.copyOf(steps), Map.copyOf(target.environment()));
    }

    /**
     * The name that the device's plan has from its definition.
     *
     * @throws Refused naming file and line
     */
    public String nameOf(Target target) {
        return name(definition(target), target);
    }

    private static String name(Definition definition, Target target) {
        String name = definition.name().isEmpty() ? target.definition() : definition.name();
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** A node's startup-config comes first, and of the definition only what is always done comes after it. */
    private static void restore(Node node, List<Step> steps, Resolver resolver, Site site) {
        Value.Group none = Value.Group.empty(node.shown("startup-config"));
        Step restore =
                step(1, new Definition.Ordered(none.place(), "startup-config", "restore", none, none), resolver, site);
        steps.add(restore);
        if (restore.fragment().libraries().contains(Library.RESTORE)) {
            Value needed = new Value.Plain(none.place(), "needed", true);
            Value.Group when = new Value.Group(none.place(), Map.of("when", needed));
            steps.add(step(
                    2,
                    new Definition.Ordered(none.place(), "restart when needed", "reboot", when, none),
                    resolver,
                    site));
        }
    }

    /**
     * What is asked of a device before a new firmware counts as good; what the allocator throws else passes through.
     *
     * @throws Refused naming file and line
     */
    public Health health(Target target, Allocator allocator) {
        Definition definition = definition(target);
        if (definition.health().values().isEmpty()) {
            return Health.NONE;
        }
        Resolver resolver = new Resolver(attributes(target, definition), target.facts(), allocator);
        return HealthReader.read(definition.health(), resolver);
    }

    /**
     * Steps that put a configuration onto a device.
     *
     * @param archive as {@code sysupgrade -b} makes it
     * @throws InvalidValue it is none, or cannot be put onto a device so
     */
    public List<Step> handover(String name, byte[] archive) {
        Messages none = new Messages("", "", "");
        Site site = new Site(files, null, firmwareSha256, serverKeys, Optional.empty());
        Fragment restart = Actions.compile("reboot", Map.of("when", "needed"), site);
        return List.of(
                new Step(1, name, Step.HANDOVER, Actions.restore(archive, site), none),
                new Step(2, "restart when needed", Step.HANDOVER, restart, none));
    }

    private static boolean isAlways(Definition.Ordered ordered, Resolver resolver) {
        Value always = ordered.attributes().values().get("always_execute");
        return always != null
                && resolver.all(new Value.Group(ordered.place(), Map.of("always_execute", always))).values().stream()
                        .anyMatch(value -> String.valueOf(value).equals("true"));
    }

    private Definition definition(Target target) {
        Node node = target.node();
        if (node.decides()) {
            Optional<Node.Chosen> chosen = node.definition();
            if (chosen.isEmpty()) {
                Value.Group none = Value.Group.empty(node.shown("startup-config"));
                return new Definition("", none, List.of(), none, Definition.Firmware.NONE);
            }
            if (chosen.get().own().isPresent()) {
                return chosen.get().own().get();
            }
        }
        try {
            return definitions.get(target.definition());
        } catch (BadFile | InvalidValue e) {
            throw new Refused(new Place("pattern " + target.pattern(), 0), e.getMessage());
        }
    }

    private Value.Group attributes(Target target, Definition definition) {
        try {
            return scopes.merged(target.node().id(), definition.attributes());
        } catch (BadFile e) {
            throw new Refused(new Place("definition " + target.definition(), 0), e.getMessage());
        }
    }

    private static Step step(int position, Definition.Ordered ordered, Resolver resolver, Site site) {
        Map<String, Object> attributes = resolver.all(ordered.attributes());
        Map<String, Object> messages = resolver.all(ordered.messages());
        try {
            Fragment fragment = Actions.compile(ordered.action(), attributes, site);
            return new Step(
                    position,
                    ordered.name(),
                    ordered.action(),
                    fragment,
                    new Messages(
                            message(messages, "onstart"),
                            message(messages, "onsuccess"),
                            message(messages, "onfailure")));
        } catch (InvalidValue | BadFile e) {
            String words = e.getMessage();
            throw new Refused(DefinitionReader.placeOf(ordered.place(), ordered.attributes(), words), words);
        }
    }

    private static String message(Map<String, Object> messages, String name) {
        Object message = messages.getOrDefault(name, "");
        if (message instanceof Map || message instanceof List) {
            throw new InvalidValue(name + ": a text is wanted");
        }
        return message == null ? "" : message.toString();
    }
}
