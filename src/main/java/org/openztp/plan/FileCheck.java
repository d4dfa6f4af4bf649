package org.openztp.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.openztp.match.NeighborDb;
import org.openztp.match.Validation;

/**
 * Checks an operator's file, or a folder of them, and says line by line what is right and wrong, patterns as ZTPServer's
 * --validate does. In a folder, the data folder or its conf, it is looked too whether the files fit together. {@code wrt
 * validate} finds this class by its name.
 */
public final class FileCheck implements BiPredicate<Path, Consumer<String>> {
    /** @return whether all is well */
    @Override
    public boolean test(Path path, Consumer<String> lines) {
        Path file = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(file)) {
            return check(new OperatorFile(file, path.toString()), false, lines);
        }
        int[] counts = new int[2];
        OperatorFile.below(file, path, () -> false, each -> {
            counts[0]++;
            counts[1] += check(each, true, lines) ? 0 : 1;
        });
        if (counts[1] > 0) {
            lines.accept(counts[1] + " of " + counts[0] + " files are wrong");
        }
        return counts[1] == 0;
    }

    /** @param whole whether every file was looked at, and all that is wrong is told */
    public record Found(List<String> faults, boolean whole) {}

    /**
     * What is wrong in a data folder, each with file and line. Reads every file there is, until it has found so much or its
     * time is over.
     *
     * @param most that are told
     * @param enough asked before each file
     */
    public static Found faults(Path home, int most, BooleanSupplier enough) {
        List<String> faults = new ArrayList<>();
        boolean whole = OperatorFile.below(
                home,
                home,
                () -> faults.size() >= most || enough.getAsBoolean(),
                file -> faults.addAll(file.faults(true)));
        return faults.size() > most ? new Found(faults.subList(0, most), false) : new Found(faults, whole);
    }

    private static boolean check(OperatorFile file, boolean whole, Consumer<String> lines) {
        lines.accept("Validating file '" + file.shown() + "'");
        if (file.kind() == OperatorFile.Kind.NEIGHBORDB) {
            Validation validation = NeighborDb.validate(file.path());
            lines.accept("");
            patterns("Valid Patterns", validation.valid(), lines);
            patterns("Failed Patterns", validation.failed(), lines);
        }
        List<String> faults = file.faults(whole);
        if (faults.isEmpty()) {
            lines.accept("Ok!");
        } else {
            head("Faults", faults.size(), lines);
            for (int i = 0; i < faults.size(); i++) {
                lines.accept("[" + i + "] " + faults.get(i));
            }
        }
        lines.accept("");
        return faults.isEmpty();
    }

    private static void patterns(String title, List<Validation.Named> patterns, Consumer<String> lines) {
        head(title, patterns.size(), lines);
        patterns.forEach(pattern -> lines.accept("[" + pattern.index() + "] " + pattern.name()));
        lines.accept("");
    }

    private static void head(String title, int count, Consumer<String> lines) {
        String head = title + " (count: " + count + ")";
        lines.accept(head);
        lines.accept("-".repeat(head.length()));
    }
}
