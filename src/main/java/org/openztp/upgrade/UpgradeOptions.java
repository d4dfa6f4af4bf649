package org.openztp.upgrade;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.openztp.http.Problem;

/**
 * What sysupgrade is told besides the image, by its own letters: {@code c} keeps what was changed below /etc, {@code o}
 * what was changed anywhere, {@code n} nothing; {@code u} skips what is as the image has it, {@code p} leaves the partition
 * table, {@code k} lists the installed packages, {@code F} flashes what its checks refuse. Nothing is added to what was
 * asked for.
 *
 * @param letters each once, in alphabetical order
 */
record UpgradeOptions(String letters) {
    static final UpgradeOptions NONE = new UpgradeOptions("");

    private static final String KNOWN = "Fcknopu";

    /**
     * @param asked letters and whether they are wanted; null for none
     * @throws Problem 422 naming the letter that is none, or two that exclude each other
     */
    static UpgradeOptions of(Map<String, Boolean> asked) {
        if (asked == null) {
            return NONE;
        }
        TreeSet<String> letters = new TreeSet<>();
        asked.forEach((letter, wanted) -> {
            if (letter.length() != 1 || !KNOWN.contains(letter) || wanted == null) {
                throw Problem.unprocessable("options: true or false for each of c, o, n, u, p, k and F is wanted");
            }
            if (wanted) {
                letters.add(letter);
            }
        });
        if (letters.contains("n") && (letters.contains("c") || letters.contains("o"))) {
            throw Problem.unprocessable("options: n keeps nothing, c and o keep what was changed: not both");
        }
        return new UpgradeOptions(String.join("", letters));
    }

    /** As {@link #words} wrote it. */
    static UpgradeOptions read(String words) {
        return new UpgradeOptions(words.replace("-", "").replace(" ", ""));
    }

    /** As sysupgrade reads them, for instance {@code -c -k}; empty for none. */
    String words() {
        return letters.chars().mapToObj(letter -> "-" + (char) letter).collect(Collectors.joining(" "));
    }

    /** The router loses its configuration, its host keys and its token. */
    boolean wipe() {
        return letters.contains("n");
    }

    boolean force() {
        return letters.contains("F");
    }

    /** Files of /etc that no list names survive, so that the mark of a flash proves nothing. */
    boolean keepMark() {
        return letters.contains("c") || letters.contains("o");
    }
}
