package org.openztp.signal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that happened.
 *
 * @param kind what receivers choose by, for instance {@code upgrade.failed}
 * @param subject one line for people, at most 200 characters; longer ones are cut
 * @param fields the same for programs: texts, numbers and truth values
 */
public record Signal(String kind, String subject, Map<String, Object> fields) {
    static final String TEST = "test";
    static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
    private static final int LONGEST_KIND = 60;
    private static final int LONGEST_SUBJECT = 200;

    public Signal {
        if (kind.length() > LONGEST_KIND || !KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("no kind of a signal: " + kind);
        }
        String line = subject.replaceAll("\\p{Cntrl}", " ").strip();
        subject = line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT - 1) + "…" : line;
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public static Signal of(String kind, String subject) {
        return new Signal(kind, subject, Map.of());
    }

    /** The same and one more field, unless its value is null. */
    public Signal with(String name, Object value) {
        if (value == null) {
            return this;
        }
        boolean plain = value instanceof Number || value instanceof Boolean;
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, plain ? value : value.toString());
        return new Signal(kind, subject, more);
    }
}
