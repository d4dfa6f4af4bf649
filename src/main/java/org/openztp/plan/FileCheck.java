package org.openztp.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openztp.match.NeighborDb;
import org.openztp.match.Validation;
import org.openztp.pool.Pools;

/**
 * Checks an operator's file, or a folder of them, and says line by line what is right and wrong, patterns as ZTPServer's
 * --validate does. What a file is, its folder and its name tell; any other is a neighbordb. {@code wrt validate} finds this
 * class by its name.
 */
public final class FileCheck implements BiPredicate<Path, Consumer<String>> {
    private static final int DEPTH = 4;

    private enum Kind {
        NEIGHBORDB,
        DEFINITION,
        POOL,
        ATTRIBUTES
    }

    /** @return whether all is well */
    @Override
    public boolean test(Path path, Consumer<String> lines) {
        Path file = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(file)) {
            return check(file, path.toString(), lines);
        }
        boolean well = true;
        for (Path each : known(file)) {
            well &= check(each, path.resolve(file.relativize(each)).toString(), lines);
        }
        return well;
    }

    private static List<Path> known(Path folder) {
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> kind(file) != Kind.NEIGHBORDB || name(file).startsWith("neighbordb"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kind kind(Path file) {
        String folder = file.getParent() == null ? "" : name(file.getParent());
        String name = name(file);
        if (folder.equals("definitions") || name.equals("definition")) {
            return Kind.DEFINITION;
        }
        if (name.equals("attributes") || name.equals("attributes.yaml")) {
            return Kind.ATTRIBUTES;
        }
        return folder.equals("resources") ? Kind.POOL : Kind.NEIGHBORDB;
    }

    private static String name(Path file) {
        return file.getFileName() == null ? "" : file.getFileName().toString();
    }

    private static boolean check(Path file, String shown, Consumer<String> lines) {
        lines.accept("Validating file '" + shown + "'");
        List<String> faults = switch (kind(file)) {
            case NEIGHBORDB -> patterns(NeighborDb.validate(file), lines);
            case DEFINITION -> texts(Definitions.validate(file));
            case ATTRIBUTES -> texts(Scopes.validate(file));
            case POOL -> Pools.validate(file).stream().toList();
        };
        faults.forEach(lines);
        if (faults.isEmpty()) {
            lines.accept("Ok!");
        }
        lines.accept("");
        return faults.isEmpty();
    }

    private static List<String> patterns(Validation validation, Consumer<String> lines) {
        lines.accept("");
        list("Valid Patterns", validation.valid(), lines);
        list("Failed Patterns", validation.failed(), lines);
        return texts(validation.faults());
    }

    private static void list(String title, List<Validation.Named> patterns, Consumer<String> lines) {
        String head = title + " (count: " + patterns.size() + ")";
        lines.accept(head);
        lines.accept("-".repeat(head.length()));
        patterns.forEach(pattern -> lines.accept("[" + pattern.index() + "] " + pattern.name()));
        lines.accept("");
    }

    private static List<String> texts(List<?> all) {
        return all.stream().map(Object::toString).toList();
    }
}
