package org.openztp.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openztp.desired.DesiredFile;
import org.openztp.match.NeighborDb;
import org.openztp.pool.Pools;

/**
 * A file that says what devices become. What it is, its folder and its name tell; any other is a neighbordb.
 *
 * @param path absolute
 * @param shown as whoever asks calls it
 */
record OperatorFile(Path path, String shown) {
    enum Kind {
        NEIGHBORDB,
        DEFINITION,
        POOL,
        ATTRIBUTES,
        DESIRED,
        TEMPLATE,
        NODE,
        FOLDER,
        UNKNOWN
    }

    private static final int DEPTH = 4;
    private static final long LARGEST_TEMPLATE = 1024 * 1024;
    private static final Set<String> OF_A_NODE =
            Set.of("definition", "pattern", "attributes", "startup-config", "config-handler");
    private static final Set<String> OF_THE_SERVER = Set.of(
            "ztp.conf",
            "firmware.yaml",
            "signals.yaml",
            "upstream.yaml",
            "branches.yaml",
            "image.yaml",
            "image-types.yaml");

    /**
     * All that are known by their place, one after the other: of conf and nodes, where the folder has them; folders too that
     * cannot be looked into.
     *
     * @param enough asked before each file; nothing more is looked at once it says so
     * @return whether every file was looked at
     */
    static boolean below(Path folder, Path shown, BooleanSupplier enough, Consumer<OperatorFile> each) {
        boolean home = Files.isDirectory(folder.resolve("conf"));
        for (Path top : home ? List.of(folder.resolve("conf"), folder.resolve("nodes")) : List.of(folder)) {
            List<Path> all = new ArrayList<>();
            if (Files.isDirectory(top) && !walk(top, enough, all)) {
                return false;
            }
            all.sort(null);
            for (Path path : all) {
                OperatorFile file = new OperatorFile(
                        path, shown.resolve(folder.relativize(path)).toString());
                if (file.isKnown()) {
                    if (enough.getAsBoolean()) {
                        return false;
                    }
                    each.accept(file);
                }
            }
        }
        return true;
    }

    /** @return whether it came to its end */
    private static boolean walk(Path top, BooleanSupplier enough, List<Path> all) {
        boolean[] whole = {true};
        try {
            Files.walkFileTree(top, Set.of(), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    whole[0] = !enough.getAsBoolean();
                    return whole[0] ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (Files.isRegularFile(file)) {
                        all.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    all.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path file, IOException e) {
                    if (e != null) {
                        all.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return whole[0];
    }

    private boolean isKnown() {
        return kind() != Kind.UNKNOWN
                && (kind() != Kind.NEIGHBORDB || name(path).startsWith("neighbordb"));
    }

    Kind kind() {
        if (Files.isDirectory(path)) {
            return Kind.FOLDER;
        }
        Path folder = path.getParent();
        if (folder != null && name(folder.getParent()).equals("nodes")) {
            return OF_A_NODE.contains(name(path)) ? Kind.NODE : Kind.UNKNOWN;
        }
        if (OF_THE_SERVER.contains(name(path))) {
            return Kind.UNKNOWN;
        }
        if (name(path).equals("attributes.yaml")) {
            return Kind.ATTRIBUTES;
        }
        if (name(path).equals(DesiredFile.NAME)) {
            return Kind.DESIRED;
        }
        return switch (name(folder)) {
            case "definitions" -> Kind.DEFINITION;
            case "resources" -> Kind.POOL;
            case "templates" -> Kind.TEMPLATE;
            default -> OF_A_NODE.contains(name(path)) ? Kind.NODE : Kind.NEIGHBORDB;
        };
    }

    private static String name(Path file) {
        return file == null || file.getFileName() == null
                ? ""
                : file.getFileName().toString();
    }

    /**
     * All that is wrong, each with file and line.
     *
     * @param whole whether the files around it are there too, so that what it names has to be
     */
    List<String> faults(boolean whole) {
        Path conf = conf();
        Stream<?> all = switch (kind()) {
            case NEIGHBORDB ->
                Stream.concat(
                        NeighborDb.validate(path).faults().stream(),
                        named(whole, () -> References.ofPatterns(conf, path, path.toString())));
            case DEFINITION ->
                Stream.concat(
                        Definitions.validate(path).stream(),
                        named(whole, () -> References.ofDefinition(conf, path, "definitions/" + name(path))));
            case ATTRIBUTES ->
                Stream.concat(
                        Scopes.validate(path).stream(),
                        named(whole, () -> References.ofAttributes(conf, path, name(path))));
            case DESIRED ->
                DesiredFile.validate(path).stream()
                        .map(wrong -> new Fault(name(path), wrong.line(), wrong.getMessage()));
            case POOL -> Pools.validate(path).stream();
            case TEMPLATE -> template().stream();
            case NODE -> Stream.concat(ofNode(conf), named(whole, () -> namedByNode(conf)));
            case FOLDER -> Stream.of(new Fault(path.toString(), 0, "cannot be looked into"));
            case UNKNOWN ->
                Stream.of(new Fault(
                        path.toString(), 0, "says nothing of what devices become; wrt doctor looks at all of conf"));
        };
        return all.map(Object::toString).toList();
    }

    private interface Look {
        List<Fault> faults();
    }

    private static Stream<Fault> named(boolean whole, Look look) {
        return whole ? look.faults().stream() : Stream.empty();
    }

    private Path conf() {
        Path folder = path.getParent();
        return switch (kind()) {
            case NODE -> folder.resolve("../../conf").normalize();
            case DEFINITION, POOL, TEMPLATE -> folder.resolve("..").normalize();
            default -> folder;
        };
    }

    private Stream<Fault> ofNode(Path conf) {
        Path folder = path.getParent();
        String shown = ReadFiles.shown(path);
        Path nodes = folder.resolve("..").normalize();
        if (name(nodes).equals("nodes")) {
            if (!NodeFolders.isId(name(folder))) {
                return Stream.of(new Fault(shown, 0, "no folder of a device can be called so; it is not read"));
            }
            if (new NodeFolders(nodes).file(name(folder), name(path)).isEmpty()) {
                return Stream.of(new Fault(shown, 0, "it leads out of nodes, and is not read"));
            }
        }
        return Nodes.validate(path, Definitions.foreign(conf)).stream();
    }

    private List<Fault> namedByNode(Path conf) {
        String shown = ReadFiles.shown(path);
        return switch (name(path)) {
            case "definition" -> References.ofDefinition(conf, path, shown);
            case "attributes" -> References.ofAttributes(conf, path, shown);
            default -> List.of();
        };
    }

    private List<Fault> template() {
        String shown = "templates/" + name(path);
        try {
            if (Files.size(path) > LARGEST_TEMPLATE) {
                return List.of(new Fault(shown, 0, "larger than " + LARGEST_TEMPLATE + " bytes"));
            }
            Files.readString(path);
            return List.of();
        } catch (IOException e) {
            return List.of(new Fault(shown, 0, "is no text in UTF-8, or cannot be read"));
        }
    }
}
