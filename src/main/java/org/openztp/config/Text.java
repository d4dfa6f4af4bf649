package org.openztp.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that refers to values: {@code $name}, {@code ${name}}, {@code $name.part} as far as there are mappings,
 * {@code ${function('argument')}}; {@code $$} is a dollar, and a dollar before anything else is itself.
 */
public final class Text {
    /** What can be referred to. */
    public interface Names {
        Optional<Object> find(String name);

        /** @throws org.openztp.openwrt.InvalidValue wrong arguments */
        Object call(String function, List<String> arguments);

        /** For words on what was mistyped. */
        Collection<String> known();
    }

    /** A reference to nothing, or a value that has no place where it is referred to. */
    public static final class Unresolved extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;

        Unresolved(int line, String message) {
            super(message);
            this.line = line;
        }

        /** Within the text, from 1. */
        public int line() {
            return line;
        }
    }

    /** The functions of every text. */
    public static final List<String> FUNCTIONS = List.of("allocate", "hash");

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z0-9_-]*[A-Za-z0-9_]){0,20}";
    private static final String ARGUMENT = "(?:'[^']*'|\"[^\"]*\")";
    private static final String CALL =
            "([A-Za-z_]+)\\(\\s*((?:" + ARGUMENT + "(?:\\s*,\\s*" + ARGUMENT + "){0,9})?)\\s*\\)";
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:(\\$)|(" + NAME + ")|\\{([^{}\\n]{1,500})}|(\\{))");
    private static final Pattern WHOLE_CALL = Pattern.compile(CALL);
    private static final Pattern ONE_ARGUMENT = Pattern.compile(ARGUMENT);
    private static final Pattern WHOLE_NAME = Pattern.compile(NAME);
    private static final int LONGEST_CALL = 500;
    /** A password hash; no name begins with a digit. */
    private static final Pattern CRYPT = Pattern.compile("\\$[0-9][a-z]?\\$[A-Za-z0-9./$=,]+");

    private final String text;
    private final Names names;
    private final boolean strict;

    private Text(String text, Names names, boolean strict) {
        this.text = text;
        this.names = names;
        this.strict = strict;
    }

    /**
     * The value of a text; one that is nothing but a reference or a function keeps its type.
     *
     * @throws Unresolved a name or a function that is unknown
     */
    public static Object value(String text, Names names) {
        String bare = text.strip();
        if (CRYPT.matcher(bare).matches()) {
            return bare;
        }
        Text whole = new Text(text, names, true);
        if (isCall(bare)) {
            return whole.expression(bare, 1);
        }
        Matcher m = REFERENCE.matcher(bare);
        if (m.matches() && m.group(1) == null) {
            Reached reached = whole.reached(m, 1);
            if (reached.rest().isEmpty()) {
                return reached.value();
            }
        }
        return fill(text, names, true);
    }

    /**
     * The text with all references filled in.
     *
     * @param strict else what is unknown stays as it is written
     * @throws Unresolved a name or a function that is unknown, or is no plain value
     */
    public static String fill(String text, Names names, boolean strict) {
        return text.indexOf('$') < 0 ? text : new Text(text, names, strict).filled();
    }

    /** What can never be filled in, whatever names there are: what begins like a reference and is none. */
    public static List<Unresolved> slips(String text) {
        List<Unresolved> slips = new ArrayList<>();
        if (CRYPT.matcher(text.strip()).matches()) {
            return slips;
        }
        Matcher m = REFERENCE.matcher(text);
        while (m.find()) {
            String inner = m.group(3) == null ? "" : m.group(3).strip();
            Matcher call = WHOLE_CALL.matcher(inner);
            boolean isCall = call.matches();
            if (m.group(1) != null
                    || m.group(2) != null
                    || WHOLE_NAME.matcher(inner).matches()) {
                continue;
            }
            int line = 1
                    + (int) text.substring(0, m.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            if (!isCall) {
                slips.add(noReference(line, inner));
            } else if (!FUNCTIONS.contains(call.group(1))) {
                slips.add(noFunction(line, inner));
            }
        }
        return slips;
    }

    private static Unresolved noReference(int line, String inner) {
        return new Unresolved(line, "${" + inner + ": a name or a function and } are wanted; $$ is a dollar");
    }

    private static Unresolved noFunction(int line, String call) {
        return new Unresolved(line, call + ": there is no such function; there are " + FUNCTIONS);
    }

    /** Whether a text has anything to resolve. */
    public static boolean refers(String text) {
        return text.indexOf('$') >= 0 || isCall(text.strip());
    }

    private static boolean isCall(String text) {
        if (text.length() > LONGEST_CALL) {
            return false;
        }
        Matcher m = WHOLE_CALL.matcher(text);
        return m.matches() && Nearest.to(m.group(1), FUNCTIONS).distance() <= 2;
    }

    private String filled() {
        StringBuilder out = new StringBuilder();
        Matcher m = REFERENCE.matcher(text);
        int line = 1;
        int end = 0;
        while (m.find()) {
            String before = text.substring(end, m.start());
            line += (int) before.chars().filter(c -> c == '\n').count();
            out.append(before).append(m.group(1) != null ? "$" : replacement(m, line));
            end = m.end();
        }
        return out.append(text, end, text.length()).toString();
    }

    private String replacement(Matcher m, int line) {
        try {
            Reached reached = reached(m, line);
            return plain(m.group(), reached.value(), line) + reached.rest();
        } catch (Unresolved e) {
            if (strict) {
                throw e;
            }
            return m.group();
        }
    }

    /** A value, and what of the reference was no part of its name. */
    private record Reached(Object value, String rest) {}

    private Reached reached(Matcher m, int line) {
        if (m.group(2) != null) {
            return path(m.group(2), line, true);
        }
        String inner = m.group(3) == null ? "" : m.group(3).strip();
        if (WHOLE_NAME.matcher(inner).matches()) {
            return path(inner, line, false);
        }
        if (WHOLE_CALL.matcher(inner).matches()) {
            return new Reached(expression(inner, line), "");
        }
        throw noReference(line, inner);
    }

    /** Goes down as far as there are mappings; {@code open}: what follows a plain value is text. */
    private Reached path(String path, int line, boolean open) {
        String[] parts = path.split("\\.");
        Object value = names.find(parts[0]).orElseThrow(() -> unknown(parts[0], names.known(), line));
        int done = 1;
        while (done < parts.length && value instanceof Map<?, ?> mapping) {
            String part = parts[done];
            value = mapping.get(part);
            if (value == null) {
                List<String> known =
                        mapping.keySet().stream().map(String::valueOf).toList();
                throw unknown(path, known, line);
            }
            done++;
        }
        String rest = String.join(".", List.of(parts).subList(done, parts.length));
        if (!rest.isEmpty() && !open) {
            throw new Unresolved(line, "$" + path + ": there is nothing below a plain value");
        }
        return new Reached(value, rest.isEmpty() ? "" : "." + rest);
    }

    private static Unresolved unknown(String name, Collection<String> known, int line) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        String hint = known.isEmpty()
                ? ""
                : "; did you mean " + Nearest.to(last, known).name() + "?";
        return new Unresolved(line, "$" + name + ": there is nothing of that name" + hint);
    }

    private Object expression(String call, int line) {
        Matcher m = WHOLE_CALL.matcher(call);
        if (!m.matches() || !FUNCTIONS.contains(m.group(1))) {
            throw noFunction(line, call);
        }
        List<String> arguments = new ArrayList<>();
        Matcher argument = ONE_ARGUMENT.matcher(m.group(2));
        while (argument.find()) {
            arguments.add(fill(argument.group().substring(1, argument.group().length() - 1), names, true));
        }
        return names.call(m.group(1), arguments);
    }

    private static String plain(String reference, Object value, int line) {
        if (value instanceof Map || value instanceof List) {
            throw new Unresolved(line, reference + ": a list or a mapping has no place inside a text");
        }
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }
}
