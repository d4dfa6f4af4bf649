package org.openztp.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two versions of a configuration side by side. */
public final class Comparison {
    private static final long MOST_TEXT = 256 * 1024;

    /** Pairs of lines, of one file and of all: more take longer than anybody waits. */
    private static final long MOST_PAIRS = 4_000_000;

    private static final long MOST_PAIRS_OF_ALL = 8 * MOST_PAIRS;
    private static final int FEW = 5;

    private final Archive from;
    private final Archive to;
    private long pairs;

    private Comparison(Archive from, Archive to) {
        this.from = from;
        this.to = to;
    }

    /** The names of what differs, in order. */
    public static Set<String> changedPaths(Archive from, Archive to) {
        return Stream.concat(from.items().stream(), to.items().stream())
                .map(Item::path)
                .filter(path -> !isSame(from, to, path))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code 2 files (etc/config/network, etc/shadow)}. */
    public static String words(Set<String> changed) {
        String some = changed.stream().limit(FEW).collect(Collectors.joining(", "));
        String count = changed.size() == 1 ? "1 file" : changed.size() + " files";
        return count + " (" + some + (changed.size() > FEW ? ", …" : "") + ")";
    }

    public static List<FileChange> of(Archive from, Archive to) {
        Set<String> changed = changedPaths(from, to);
        Map<String, String> before = from.texts(changed, MOST_TEXT);
        Map<String, String> after = to.texts(changed, MOST_TEXT);
        Comparison comparison = new Comparison(from, to);
        return changed.stream()
                .map(path -> comparison.change(path, before.get(path), after.get(path)))
                .toList();
    }

    private static boolean isSame(Archive from, Archive to, String path) {
        return from.find(path).flatMap(item -> to.find(path).map(item::sameAs)).orElse(false);
    }

    private FileChange change(String path, String textBefore, String textAfter) {
        Item before = from.find(path).orElse(null);
        Item after = to.find(path).orElse(null);
        FileChange.Kind kind = before == null
                ? FileChange.Kind.ADDED
                : after == null ? FileChange.Kind.REMOVED : FileChange.Kind.CHANGED;
        String remark = remark(before, textBefore) != null ? remark(before, textBefore) : remark(after, textAfter);
        String diff = null;
        if (remark == null) {
            List<String> old = lines(before, textBefore);
            List<String> now = lines(after, textAfter);
            long cost = LineDiff.cost(old, now);
            if (cost > MOST_PAIRS || pairs + cost > MOST_PAIRS_OF_ALL) {
                remark = "too long to be compared line by line";
            } else {
                pairs += cost;
                diff = "--- a/" + path + "\n+++ b/" + path + "\n" + LineDiff.of(old, now);
            }
        }
        return new FileChange(kind, path, before, after, diff, remark);
    }

    /** Why the lines cannot be shown; null where they can. */
    private static String remark(Item item, String text) {
        if (item == null || item.target() != null || text != null) {
            return null;
        }
        return item.bytes() > MOST_TEXT ? "too long to be compared line by line" : "not a text";
    }

    private static List<String> lines(Item item, String text) {
        if (item == null) {
            return List.of();
        }
        if (item.target() != null) {
            return List.of("link to " + item.target());
        }
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        } else {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1) + "\n\\ No newline at end of file");
        }
        return lines;
    }
}
