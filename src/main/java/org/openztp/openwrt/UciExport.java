package org.openztp.openwrt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Configurations as {@code uci export} prints them: each begins with its {@code package} line. */
public record UciExport(List<Package> packages) {
    /** One of them, as it stands in a file of /etc/config. */
    public record Package(String name, String text) {}

    /** The text is none; the line counts from 1. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;

        Unreadable(int line, String words) {
            super(words);
            this.line = line;
        }

        public int line() {
            return line;
        }
    }

    private static final int MOST_PACKAGES = 500;
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern TYPE = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,200}");

    /**
     * Reads them as uci does, and says more of what is wrong.
     *
     * @throws Unreadable where uci would stumble, and where one package comes twice
     */
    public static UciExport parse(String text) throws Unreadable {
        return new Reader(text).read();
    }

    private static final class Reader {
        private final String text;
        private final List<Package> packages = new ArrayList<>();
        private int at;
        private int line = 1;
        private String open;
        private int begin;
        private boolean inSection;

        Reader(String text) {
            this.text = text;
        }

        UciExport read() throws Unreadable {
            while (at < text.length()) {
                int first = line;
                int start = at;
                List<String> words = words();
                if (!words.isEmpty()) {
                    statement(words, first, start);
                }
            }
            close(text.length());
            if (packages.isEmpty()) {
                throw new Unreadable(
                        1, "a configuration as uci export prints it is wanted: package NAME, then its sections");
            }
            return new UciExport(List.copyOf(packages));
        }

        private void statement(List<String> words, int first, int start) throws Unreadable {
            String verb = words.get(0);
            if (open == null && !verb.equals("package")) {
                throw new Unreadable(first, "package NAME is wanted first, as uci export prints it");
            }
            switch (verb) {
                case "package" -> {
                    String name = only(words, first, "package NAME");
                    check(PACKAGE, name, first, "package");
                    close(start);
                    if (packages.stream().anyMatch(each -> each.name().equals(name))
                            || packages.size() >= MOST_PACKAGES) {
                        throw new Unreadable(first, "package " + name + ": for the second time, or one too many");
                    }
                    open = name;
                    begin = at;
                    inSection = false;
                }
                case "config" -> {
                    count(words, 2, 3, first, "config TYPE, or config TYPE NAME");
                    check(TYPE, words.get(1), first, "config");
                    if (words.size() > 2) {
                        check(NAME, words.get(2), first, "config " + words.get(1));
                    }
                    inSection = true;
                }
                case "option", "list" -> {
                    count(words, 3, 3, first, verb + " NAME VALUE");
                    check(NAME, words.get(1), first, verb);
                    if (!inSection) {
                        throw new Unreadable(first, verb + " " + words.get(1) + ": a config line is wanted before it");
                    }
                }
                default -> throw new Unreadable(first, "package, config, option or list is wanted");
            }
        }

        private void close(int end) {
            if (open != null) {
                packages.add(new Package(open, text.substring(begin, end).strip() + "\n"));
            }
        }

        private static String only(List<String> words, int line, String wanted) throws Unreadable {
            count(words, 2, 2, line, wanted);
            return words.get(1);
        }

        private static void count(List<String> words, int least, int most, int line, String wanted) throws Unreadable {
            if (words.size() < least || words.size() > most) {
                throw new Unreadable(line, wanted + " is wanted; a value with blanks stands in quotes");
            }
        }

        private static void check(Pattern form, String name, int line, String what) throws Unreadable {
            if (!form.matcher(name).matches()) {
                throw new Unreadable(line, what + ": a name of letters, digits and _ is wanted");
            }
        }

        /** The words of one statement, which quotes may carry over lines; none for an empty one and a comment. */
        private List<String> words() throws Unreadable {
            List<String> words = new ArrayList<>();
            StringBuilder word = null;
            char quote = 0;
            int quoted = line;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '\0') {
                    throw new Unreadable(line, "NUL is no character of a configuration");
                }
                if (c == '\n') {
                    line++;
                    if (quote == 0) {
                        break;
                    }
                }
                if (quote == 0 && word == null && c == '#') {
                    skipLine();
                } else if (quote == 0 && Character.isWhitespace(c)) {
                    add(words, word);
                    word = null;
                } else {
                    word = word == null ? new StringBuilder() : word;
                    if (c == quote) {
                        quote = 0;
                    } else if (quote == 0 && (c == '\'' || c == '"')) {
                        quote = c;
                        quoted = line;
                    } else if (c == '\\' && quote != '\'' && at < text.length()) {
                        word.append(escaped());
                    } else {
                        word.append(c);
                    }
                }
            }
            if (quote != 0) {
                throw new Unreadable(quoted, "a quote has no end");
            }
            add(words, word);
            return words;
        }

        private static void add(List<String> words, StringBuilder word) {
            if (word != null) {
                words.add(word.toString());
            }
        }

        private void skipLine() {
            while (at < text.length() && text.charAt(at) != '\n') {
                at++;
            }
        }

        /** A line that ends in a backslash goes on in the next. */
        private String escaped() {
            char c = text.charAt(at++);
            if (c == '\n') {
                line++;
                return "";
            }
            return String.valueOf(c);
        }
    }
}
