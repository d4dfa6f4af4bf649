package org.openztp.match;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;

/**
 * An operator's regular expression over a device's words. It must match from the beginning and need not reach the end.
 * The work of one question is limited, as some expressions take years over a few dozen letters.
 */
final class Regex {
    /** The question cannot be answered within the limit: neither yes nor no. */
    static final class TooHard extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooHard(String written) {
            super("regex('" + Term.shown(written) + "') takes too long here", null, false, false);
        }
    }

    private static final int LONGEST = 1000;
    private static final int MOST_STEPS = 100_000;

    private final String written;
    private final Pattern pattern;

    /** @throws InvalidValue naming what is wrong with the expression */
    Regex(String written) {
        this.written = written;
        if (written.length() > LONGEST) {
            throw new InvalidValue("a regular expression of more than " + LONGEST + " characters");
        }
        try {
            pattern = Pattern.compile(written);
        } catch (PatternSyntaxException e) {
            throw new InvalidValue(
                    "not a regular expression: " + e.getDescription() + ": '" + Term.shown(written) + "'");
        } catch (IllegalArgumentException | IndexOutOfBoundsException | StackOverflowError e) {
            throw new InvalidValue("not a regular expression: '" + Term.shown(written) + "'");
        }
    }

    /** @throws TooHard when there is no answer within the limit */
    boolean matches(String value) {
        if (value.length() > Facts.MAX_VALUE) {
            throw new TooHard(written);
        }
        try {
            return pattern.matcher(new Counted(value)).lookingAt();
        } catch (StackOverflowError e) {
            throw new TooHard(written);
        }
    }

    /** The value, which counts how often one of its letters is looked at. */
    private final class Counted implements CharSequence {
        private final String value;
        private int steps;

        Counted(String value) {
            this.value = value;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooHard(written);
            }
            return value.charAt(index);
        }

        @Override
        public int length() {
            return value.length();
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return value.subSequence(from, to);
        }

        @Override
        public String toString() {
            return value;
        }
    }
}
