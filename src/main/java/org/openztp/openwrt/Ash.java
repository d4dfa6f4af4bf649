package org.openztp.openwrt;

import java.util.List;
import java.util.stream.Collectors;

/** The one place where a value becomes part of a shell command. */
public final class Ash {
    private Ash() {}

    /**
     * A single word of POSIX ash, whatever the value holds: newlines, quotes, {@code $}, back-quotes.
     *
     * @throws InvalidValue when the value holds NUL, which no shell can carry
     */
    public static String quote(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new InvalidValue("a shell word cannot hold NUL");
        }
        return "'" + value.replace("'", "'\\''") + "'";
    }

    /**
     * A command of these words, each quoted.
     *
     * @throws InvalidValue when one of them holds NUL
     */
    public static String command(List<String> words) {
        return words.stream().map(Ash::quote).collect(Collectors.joining(" "));
    }
}
