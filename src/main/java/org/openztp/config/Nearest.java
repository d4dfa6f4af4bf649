package org.openztp.config;

import java.util.Collection;
import java.util.Comparator;

/** The known name that differs least from a mistyped one, by the letters to change, add or drop. */
public record Nearest(String name, int distance) {
    public static Nearest to(String word, Collection<String> names) {
        return names.stream()
                .map(name -> new Nearest(name, edits(word, name)))
                .min(Comparator.comparingInt(Nearest::distance).thenComparing(Nearest::name))
                .orElseThrow();
    }

    private static int edits(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
