package org.openztp.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.action.Actions;
import org.openztp.action.Fragment;
import org.openztp.action.Site;
import org.openztp.action.SiteFiles;
import org.openztp.config.BadFile;
import org.openztp.openwrt.InvalidValue;

/** Definition, attributes and pools to the plan of one device. Reads files, and changes nothing but by the allocator. */
public final class Planner {
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
        Site site = new Site(files, resolver, firmwareSha256, serverKeys);
        List<Step> steps = new ArrayList<>();
        for (Definition.Ordered ordered : definition.actions()) {
            steps.add(step(steps.size() + 1, ordered, resolver, site));
        }
        String name = definition.name().isEmpty() ? target.definition() : definition.name();
        return new Plan(name, target.pattern(), List.copyOf(steps), Map.copyOf(target.environment()));
    }

    private Definition definition(Target target) {
        try {
            return definitions.get(target.definition());
        } catch (BadFile | InvalidValue e) {
            throw new Refused(new Place("pattern " + target.pattern(), 0), e.getMessage());
        }
    }

    private Value.Group attributes(Target target, Definition definition) {
        try {
            return scopes.merged(target.nodeId(), definition.attributes());
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
