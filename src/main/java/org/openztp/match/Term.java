package org.openztp.match;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.config.Nearest;
import org.openztp.openwrt.InvalidValue;

/**
 * What one word of a device should be: a literal, a glob, or one of the functions {@code exact('…')},
 * {@code regex('…')}, {@code includes('…')} and {@code excludes('…')}.
 *
 * @param forbids true for {@code excludes}: of several words, none may be so
 */
record Term(String written, boolean forbids, Predicate<String> test) {
    private static final Pattern FUNCTION = Pattern.compile("(\\w+)\\((?:'(.*)'|\"(.*)\")\\)", Pattern.DOTALL);
    private static final List<String> NAMES = List.of("exact", "excludes", "includes", "regex");
    private static final Pattern UNQUOTED = Pattern.compile("(?:exact|excludes|includes|regex)\\(.*", Pattern.DOTALL);
    private static final int MOST_SHOWN = 80;

    /** @throws InvalidValue when the function, its argument or its quotes are wrong */
    static Term literal(String written) {
        return of(written, false);
    }

    /** As {@link #literal}, and {@code *} and {@code ?} stand for other letters. */
    static Term glob(String written) {
        return of(written, true);
    }

    /** A regular expression without the function's name around it. */
    static Term regex(String written) {
        return new Term(written, false, new Regex(written)::matches);
    }

    /** True for a function, right or wrong: what is not to be taken apart or read in another way. */
    static boolean isFunction(String written) {
        return FUNCTION.matcher(written).matches() || UNQUOTED.matcher(written).matches();
    }

    boolean matches(String value) {
        return test.test(value);
    }

    private static Term of(String written, boolean globs) {
        Matcher function = FUNCTION.matcher(written);
        if (function.matches()) {
            String argument = function.group(2) == null ? function.group(3) : function.group(2);
            return function(written, function.group(1), argument);
        }
        if (UNQUOTED.matcher(written).matches()) {
            throw new InvalidValue(shown(written) + ": quotes are wanted around what stands in the brackets");
        }
        if (globs && (written.contains("*") || written.contains("?"))) {
            return new Term(written, false, value -> globs(written, value));
        }
        return new Term(written, false, written::equals);
    }

    private static Term function(String written, String name, String argument) {
        if (argument.isEmpty()) {
            throw new InvalidValue(shown(written) + ": nothing stands between the quotes");
        }
        return switch (name) {
            case "exact" -> new Term(written, false, argument::equals);
            case "regex" -> new Term(written, false, new Regex(argument)::matches);
            case "includes" -> new Term(written, false, value -> value.contains(argument));
            case "excludes" -> new Term(written, true, value -> !value.contains(argument));
            default ->
                throw new InvalidValue(shown(name) + ": there is no such function; did you mean "
                        + Nearest.to(name, NAMES).name() + "?");
        };
    }

    /** After a mismatch only the last star takes one letter more: the work is at most one length times the other. */
    private static boolean globs(String glob, String value) {
        int at = 0;
        int star = -1;
        int taken = 0;
        for (int i = 0; i < value.length(); ) {
            if (at < glob.length() && glob.charAt(at) == '*') {
                star = at++;
                taken = i;
            } else if (at < glob.length() && (glob.charAt(at) == '?' || glob.charAt(at) == value.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++taken;
            } else {
                return false;
            }
        }
        while (at < glob.length() && glob.charAt(at) == '*') {
            at++;
        }
        return at == glob.length();
    }

    /** A text from a file as a message may show it. */
    static String shown(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\uFFFD\\uFFFE\\uFFFF]", "?");
        return plain.length() > MOST_SHOWN ? plain.substring(0, MOST_SHOWN) + "…" : plain;
    }
}
