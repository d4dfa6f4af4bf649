package org.openztp.cli;

/** Makes what came from a device safe to show: control characters are written out, none reaches the terminal. */
final class Visible {
    private Visible() {}

    /**
     * {@code ESC} becomes {@code ^[}, other controls of ASCII likewise; the C1 range and the marks that turn the writing
     * direction or hide become {@code \}{@code uXXXX}. Tabs and line ends count as controls.
     */
    static String text(String raw) {
        StringBuilder shown = new StringBuilder(raw.length() + 8);
        raw.codePoints().forEach(c -> append(shown, c));
        return shown.toString();
    }

    /** JSON whose strings hold none of them raw; it means the same. */
    static String json(String document) {
        StringBuilder shown = new StringBuilder(document.length() + 8);
        document.codePoints().forEach(c -> {
            if (c >= 0x7f && hidden(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (c < 0x20 || c == 0x7f) {
            shown.append('^').append((char) (c ^ 0x40));
        } else if (hidden(c)) {
            shown.append(String.format("\\u%04x", c));
        } else {
            shown.appendCodePoint(c);
        }
    }

    private static boolean hidden(int c) {
        int type = c <= 0xffff ? Character.getType(c) : Character.OTHER_LETTER;
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
