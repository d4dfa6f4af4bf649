package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Columns that line up, whatever the width of their characters; the column headed STATE is coloured. No headers, no head. */
final class Table {
    private static final String GAP = "  ";

    private final Out out;
    private final List<String> headers;
    private final int[] widths;
    private final List<List<String>> rows = new ArrayList<>();

    Table(Out out, String... headers) {
        this.out = out;
        this.headers = List.of(headers);
        this.widths = this.headers.stream().mapToInt(Table::width).toArray();
    }

    /** One value a column; null and JSON null are empty. */
    void row(Object... values) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            String cell = Visible.text(text(values[i]));
            widths[i] = Math.max(widths[i], width(cell));
            cells.add(cell);
        }
        rows.add(cells);
    }

    void print() {
        if (!String.join("", headers).isEmpty()) {
            out.raw(out.bold(joined(headers, false)));
        }
        printRows();
    }

    /** Without the headers. */
    void printRows() {
        rows.forEach(row -> out.raw(joined(row, true)));
    }

    private String joined(List<String> cells, boolean painted) {
        StringBuilder line = new StringBuilder();
        int last = cells.size() - 1;
        while (last > 0 && cells.get(last).isEmpty()) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            String cell = cells.get(i);
            boolean state = painted && headers.get(i).equals("STATE");
            line.append(state ? out.painted(cell, cell) : cell);
            if (i < last) {
                line.append(" ".repeat(widths[i] - width(cell))).append(GAP);
            }
        }
        return line.toString();
    }

    private static String text(Object value) {
        if (value instanceof JsonNode node) {
            return node.isNull() ? "" : node.asText();
        }
        return value == null ? "" : value.toString();
    }

    private static int width(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }
}
