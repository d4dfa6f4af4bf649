package org.openztp.config;

import java.util.List;
import java.util.Map;

/**
 * A YAML document that remembers the line of every value. A scalar is the text that was written, whatever it looks
 * like: {@code 22.03}, {@code 0123} and {@code yes} stay as they are. Aliases are shared, not copied: one value may be
 * met in several places.
 */
public sealed interface Yaml {
    /** From 1. */
    int line();

    /** The kind of value in words: {@code a text}, {@code a list}, {@code a mapping}, {@code nothing}. */
    String kind();

    /** One text. */
    record Scalar(int line, String text, boolean quoted) implements Yaml {
        /** True where nothing, {@code ~} or {@code null} was written without quotes. */
        public boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public String kind() {
            return isNull() ? "nothing" : "a text";
        }
    }

    /** A list. */
    record Items(int line, List<Yaml> values) implements Yaml {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A mapping in the order it was written, with what was merged by {@code <<} behind.
     *
     * @param defects what was written and cannot be in the entries: a key for the second time, a key that is no text
     */
    record Mapping(int line, Map<String, Entry> entries, List<Defect> defects) implements Yaml {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A value with the line of its key. */
    record Entry(int line, Yaml value) {}

    /** What is wrong with one mapping while the rest of the document can be used. */
    record Defect(int line, String words) {}

    /**
     * Reads one document; an empty text is a null scalar.
     *
     * @throws ConfFile.Wrong when the text is not YAML, is deeper than {@value YamlReader#DEEPEST} levels, holds more
     *     than {@value YamlReader#MOST} values or a line of more than {@value YamlReader#LONGEST_LINE} characters
     */
    static Yaml parse(String text) throws ConfFile.Wrong {
        return new YamlReader(text).document();
    }
}
