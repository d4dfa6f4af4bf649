package org.openztp.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openztp.match.Match;
import org.openztp.match.OwnPattern;
import org.openztp.match.Subject;

/** A device's own folder, as it is in force. With a definition or a startup-config in it no pattern decides any more. */
public final class Node {
    /** The name of a definition for many, or one that is this node's alone. */
    record Chosen(String name, Optional<Definition> own) {}

    private final String id;
    private final Optional<Chosen> definition;
    private final Optional<OwnPattern> pattern;
    private final Optional<Path> startupConfig;

    Node(String id, Optional<Chosen> definition, Optional<OwnPattern> pattern, Optional<Path> startupConfig) {
        this.id = id;
        this.definition = definition;
        this.pattern = pattern;
        this.startupConfig = startupConfig;
    }

    /** One that has no folder. */
    static Node bare(String id) {
        return new Node(id, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public String id() {
        return id;
    }

    /** The files that decide instead of a pattern, such as {@code nodes/ID/definition}. */
    public List<String> deciding() {
        return Stream.of(
                        startupConfig.map(file -> shown("startup-config")),
                        definition.map(chosen -> shown("definition")))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Why the pattern in the folder does not hold for the device; empty when it does, or there is none. */
    public Optional<String> otherwise(Subject subject) {
        return pattern.flatMap(own -> own.otherwise(subject)).map(why -> shown("pattern") + " does not hold: " + why);
    }

    /** What stands for the match of a pattern, where this decides. */
    public Match match() {
        return new Match(
                "nodes/" + id,
                definition.map(Chosen::name).orElse("startup-config"),
                pattern.map(OwnPattern::variables).orElse(Map.of()),
                "");
    }

    String shown(String file) {
        return "nodes/" + id + "/" + file;
    }

    boolean decides() {
        return definition.isPresent() || startupConfig.isPresent();
    }

    Optional<Chosen> definition() {
        return definition;
    }

    Optional<Path> startupConfig() {
        return startupConfig;
    }
}
