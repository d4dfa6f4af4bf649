package org.openztp.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openztp.archive.BadArchive;
import org.openztp.archive.Restorable;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;
import org.openztp.match.OwnPattern;
import org.openztp.openwrt.UciExport;

/** What operators put into the folders of single devices; read when a device is planned for, and again when it changed. */
public final class Nodes {
    private static final Pattern UCI = Pattern.compile("(?m)^\\s*(?:package|config)\\s");

    private final NodeFolders folders;
    private final ReadFiles<Node.Chosen> definitions;
    private final ReadFiles<OwnPattern> patterns;
    private final ReadFiles<Boolean> configurations;
    private final ReadFiles<Value.Group> attributes;

    /** @param foreign whether an action is done by other clients than routers, and so is not checked */
    public Nodes(NodeFolders folders, Predicate<String> foreign, InstantSource clock) {
        this.folders = folders;
        definitions = new ReadFiles<>((shown, text) -> chosen(shown, text, foreign), StandardCharsets.UTF_8, clock);
        patterns = new ReadFiles<>((shown, text) -> OwnPattern.parse(text), StandardCharsets.UTF_8, clock);
        configurations = new ReadFiles<>((shown, text) -> isConfiguration(text), StandardCharsets.ISO_8859_1, clock);
        attributes =
                new ReadFiles<>((shown, text) -> Value.group(shown, Yaml.parse(text)), StandardCharsets.UTF_8, clock);
    }

    /**
     * The folder of a device; one that has none is a node all the same.
     *
     * @param ids its serial number first, which may be null, its MAC without separators last
     * @throws BadFile a file of the folder was never good
     */
    public Node of(String... ids) {
        Optional<Path> folder = Stream.of(ids)
                .flatMap(id -> folders.of(id).stream())
                .filter(each -> !isOfAnotherClient(each))
                .findFirst();
        if (folder.isEmpty()) {
            return Node.bare(ids[ids.length - 1]);
        }
        String id = folder.get().getFileName().toString();
        Optional<Path> startupConfig = folders.file(id, "startup-config");
        startupConfig.ifPresent(configurations::get);
        return new Node(id, read(definitions, id, "definition"), read(patterns, id, "pattern"), startupConfig);
    }

    /** Clients of ZTPServer's dialect may write into their folders: no router gets anything out of one. */
    private static boolean isOfAnotherClient(Path folder) {
        return Files.exists(folder.resolve(NodeFolders.OF_ANOTHER_CLIENT), LinkOption.NOFOLLOW_LINKS);
    }

    /** @throws BadFile the file was never good */
    Value.Group attributes(String id) {
        return NodeFolders.isId(id)
                ? read(attributes, id, "attributes").orElse(Value.Group.empty("nodes"))
                : Value.Group.empty("nodes");
    }

    private <T> Optional<T> read(ReadFiles<T> files, String id, String name) {
        Optional<Path> file = folders.file(id, name);
        if (file.isEmpty()) {
            folders.of(id).ifPresent(folder -> files.forget(folder.resolve(name)));
        }
        return file.map(files::get);
    }

    /** What is wrong now in the files that were read and found wrong. */
    public List<Fault> faults() {
        return Stream.of(definitions.faults(), patterns.faults(), configurations.faults(), attributes.faults())
                .flatMap(List::stream)
                .toList();
    }

    /** A name alone stands for that definition, as if it were written here. */
    private static Node.Chosen chosen(String shown, String text, Predicate<String> foreign) throws Wrong {
        if (Yaml.parse(text) instanceof Yaml.Scalar name && !name.isNull()) {
            if (!Definitions.isName(name.text())) {
                throw new Wrong(name.line(), "the name of a definition is wanted, or a definition");
            }
            return new Node.Chosen(name.text(), Optional.empty());
        }
        Definition own = new DefinitionReader(shown, text, foreign).definition();
        return new Node.Chosen(own.name().isEmpty() ? shown : own.name(), Optional.of(own));
    }

    private static Boolean isConfiguration(String text) throws Wrong {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            if (Restorable.isOne(bytes)) {
                Restorable.of(bytes);
            } else {
                UciExport.parse(new String(bytes, StandardCharsets.UTF_8));
            }
            return true;
        } catch (BadArchive e) {
            throw new Wrong(0, e.getMessage());
        } catch (UciExport.Unreadable e) {
            throw new Wrong(e.line(), e.getMessage());
        }
    }

    /** Where no line looks like uci's it may be a switch's, which nobody here can read. */
    private static boolean isForRouters(String text) {
        return Restorable.isOne(text.getBytes(StandardCharsets.ISO_8859_1))
                || UCI.matcher(text).find();
    }

    /** All that is wrong with one file of a node, which its name says what it is; nothing for a file of another name. */
    static List<Fault> validate(Path file, Predicate<String> foreign) {
        String shown = ReadFiles.shown(file);
        try {
            switch (file.getFileName().toString()) {
                case "definition" -> {
                    String text = Files.readString(file);
                    if (!(Yaml.parse(text) instanceof Yaml.Scalar name) || name.isNull()) {
                        return new DefinitionReader(shown, text, foreign).faults();
                    }
                    chosen(shown, text, foreign);
                }
                case "pattern" -> {
                    return OwnPattern.defects(Files.readString(file)).stream()
                            .map(defect -> new Fault(shown, defect.line(), defect.words()))
                            .toList();
                }
                case "startup-config" -> {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    if (!isOfAnotherClient(file.toAbsolutePath().getParent()) && isForRouters(text)) {
                        isConfiguration(text);
                    }
                }
                case "attributes" -> Value.group(shown, Yaml.parse(Files.readString(file)));
                case "config-handler" -> {
                    if (!Files.isExecutable(file)) {
                        throw new Wrong(0, "it is not executable; chmod +x mends it");
                    }
                }
                default -> {}
            }
            return List.of();
        } catch (Wrong e) {
            return List.of(new Fault(shown, e.line(), e.getMessage()));
        } catch (IOException e) {
            return List.of(new Fault(shown, 0, "cannot be read: " + e));
        }
    }
}
