package org.openztp.action;

import java.util.ArrayList;
import java.util.List;
import org.openztp.openwrt.InvalidValue;

/** Text as {@code uci batch} takes it; what could not be said twice is refused. */
final class UciBatch {
    private UciBatch() {}

    static List<UciChange> parse(String text) {
        List<UciChange> changes = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                List<String> words = words(line.strip());
                if (!words.isEmpty() && words.get(0).equals("uci")) {
                    words.remove(0);
                }
                if (!words.isEmpty() && !words.get(0).equals("commit")) {
                    changes.add(change(words));
                }
            } catch (InvalidValue e) {
                throw new InvalidValue("batch: line " + number + ": " + e.getMessage());
            }
        }
        return changes;
    }

    private static UciChange change(List<String> words) {
        String verb = words.get(0);
        if (words.size() != 2) {
            throw new InvalidValue(verb + ": one word is wanted after it; a value with blanks stands in quotes");
        }
        String word = words.get(1);
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        boolean deletes = verb.equals("delete") || verb.equals("del");
        if (deletes) {
            return UciChange.delete(word);
        }
        if (equals < 0) {
            throw new InvalidValue(verb + " " + name + ": = and a value are wanted");
        }
        String value = word.substring(equals + 1);
        return switch (verb) {
            case "set" -> UciChange.set(name, value);
            case "add_list" -> UciChange.addToList(name, value);
            case "del_list" -> UciChange.removeFromList(name, value);
            default ->
                throw new InvalidValue(
                        verb + ": set, delete, add_list and del_list can be said again and again, this cannot;"
                                + " give a section a name with set package.name=type");
        };
    }

    /** As a shell splits them: single and double quotes, backslashes, a comment. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            } else if (quote == 0 && word == null && c == '#') {
                break;
            } else {
                word = word == null ? new StringBuilder() : word;
                if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '\'' || c == '"')) {
                    quote = c;
                } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                    word.append(line.charAt(++i));
                } else {
                    word.append(c);
                }
            }
        }
        if (quote != 0) {
            throw new InvalidValue("a quote has no end");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
