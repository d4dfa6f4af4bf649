package org.openztp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The import table of the architecture document: each package, and those it may import. */
record HouseTable(Map<String, Set<String>> mayImport) {
    private static final Path DOCUMENT = Path.of("src", "site", "markdown", "architecture.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d) \\| `([a-z.]+)` \\|.*\\| ([^|]+) \\|$");
    private static final String ALL_BUT = "everything but ";

    static HouseTable read() {
        try {
            Map<String, String> rows = new TreeMap<>();
            ROW.matcher(Files.readString(DOCUMENT)).results().forEach(row -> rows.put(row.group(2), row.group(3)));
            Map<String, Set<String>> table = new TreeMap<>();
            rows.forEach((name, words) -> table.put(name, imports(name, words, rows.keySet())));
            return new HouseTable(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> imports(String name, String words, Set<String> all) {
        Set<String> named = Arrays.stream(words.replaceFirst(ALL_BUT, "").split("[ ,]+"))
                .filter(word -> word.matches("[a-z.]+"))
                .collect(Collectors.toCollection(HashSet::new));
        if (!words.startsWith(ALL_BUT)) {
            return named;
        }
        Set<String> others = new HashSet<>(all);
        others.removeAll(named);
        others.remove(name);
        return others;
    }
}
