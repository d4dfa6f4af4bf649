package org.openztp.http;

import gg.jte.TemplateOutput;

/**
 * Passes a page on with every control character made visible: what devices send may hold escape sequences, or marks that
 * turn the order of the letters around. Templates hold none, so all of them are somebody's.
 */
final class VisibleOutput implements TemplateOutput {
    private final TemplateOutput out;

    VisibleOutput(TemplateOutput out) {
        this.out = out;
    }

    @Override
    public void writeContent(String text) {
        out.writeContent(visible(text));
    }

    @Override
    public void writeContent(String text, int from, int to) {
        out.writeContent(visible(text.substring(from, to)));
    }

    /** Control characters as {@code ^[}, invisible and direction marks as their code; line ends and tabs stay. */
    static String visible(String text) {
        int first = 0;
        while (first < text.length() && !hidden(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!hidden(c)) {
                shown.append(c);
            } else if (c < 0x80) {
                shown.append('^').append((char) (c ^ 0x40));
            } else {
                shown.append(String.format("‹U+%04X›", (int) c));
            }
        }
        return shown.toString();
    }

    private static boolean hidden(char c) {
        return Character.isISOControl(c) ? c != '\n' && c != '\t' : Character.getType(c) == Character.FORMAT;
    }
}
