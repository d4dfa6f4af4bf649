package org.openztp.archive;

import java.util.ArrayList;
import java.util.List;

/** The shortest way from one text to another by lines, written as {@code diff -u} writes it. */
final class LineDiff {
    private static final int CONTEXT = 3;

    /** A line, and what becomes of it: {@code ' '}, {@code '-'} or {@code '+'}. */
    private record Line(char sign, String text) {}

    private final List<String> from;
    private final List<String> to;
    private final List<Line> script = new ArrayList<>();

    private LineDiff(List<String> from, List<String> to) {
        this.from = from;
        this.to = to;
    }

    /** How many pairs of lines are compared: those between the common start and the common end. */
    static long cost(List<String> from, List<String> to) {
        int start = start(from, to);
        int end = end(from, to, start);
        return (long) (from.size() - start - end) * (to.size() - start - end);
    }

    /** The hunks, each line with its newline; empty for texts that are the same. */
    static String of(List<String> from, List<String> to) {
        LineDiff diff = new LineDiff(from, to);
        diff.compare();
        return diff.hunks();
    }

    private static int start(List<String> from, List<String> to) {
        int start = 0;
        while (start < from.size() && start < to.size() && from.get(start).equals(to.get(start))) {
            start++;
        }
        return start;
    }

    private static int end(List<String> from, List<String> to, int start) {
        int end = 0;
        while (end < from.size() - start
                && end < to.size() - start
                && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
            end++;
        }
        return end;
    }

    private void compare() {
        int start = start(from, to);
        int end = end(from, to, start);
        from.subList(0, start).forEach(line -> script.add(new Line(' ', line)));
        middle(from.subList(start, from.size() - end), to.subList(start, to.size() - end));
        from.subList(from.size() - end, from.size()).forEach(line -> script.add(new Line(' ', line)));
    }

    /** By the table of longest common tails: one row of lengths, and for each pair the way that is to be taken. */
    private void middle(List<String> a, List<String> b) {
        byte[][] way = new byte[a.size()][b.size()];
        int[] below = new int[b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            int[] row = new int[b.size() + 1];
            for (int j = b.size() - 1; j >= 0; j--) {
                if (a.get(i).equals(b.get(j))) {
                    row[j] = below[j + 1] + 1;
                    way[i][j] = ' ';
                } else if (below[j] >= row[j + 1]) {
                    row[j] = below[j];
                    way[i][j] = '-';
                } else {
                    row[j] = row[j + 1];
                    way[i][j] = '+';
                }
            }
            below = row;
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            char sign = i == a.size() ? '+' : j == b.size() ? '-' : (char) way[i][j];
            script.add(new Line(sign, sign == '+' ? b.get(j) : a.get(i)));
            i += sign == '+' ? 0 : 1;
            j += sign == '-' ? 0 : 1;
        }
    }

    private String hunks() {
        StringBuilder text = new StringBuilder();
        int before = 0;
        int after = 0;
        int at = 0;
        while (at < script.size()) {
            int first = nextChange(at);
            if (first == script.size()) {
                break;
            }
            int begin = Math.max(at, first - CONTEXT);
            int end = hunkEnd(first);
            before += begin - at;
            after += begin - at;
            int[] lines = hunk(begin, end, before, after, text);
            before += lines[0];
            after += lines[1];
            at = end;
        }
        return text.toString();
    }

    private int nextChange(int from) {
        int at = from;
        while (at < script.size() && script.get(at).sign() == ' ') {
            at++;
        }
        return at;
    }

    /** Changes with so few lines in between that their contexts would meet are one hunk. */
    private int hunkEnd(int firstChange) {
        int end = firstChange;
        while (true) {
            while (end < script.size() && script.get(end).sign() != ' ') {
                end++;
            }
            int next = nextChange(end);
            if (next == script.size() || next - end > 2 * CONTEXT) {
                return Math.min(script.size(), end + CONTEXT);
            }
            end = next;
        }
    }

    /** @return how many lines of either side are in it */
    private int[] hunk(int begin, int end, int before, int after, StringBuilder text) {
        List<Line> lines = script.subList(begin, end);
        int old = (int) lines.stream().filter(line -> line.sign() != '+').count();
        int now = (int) lines.stream().filter(line -> line.sign() != '-').count();
        text.append("@@ -")
                .append(range(before, old))
                .append(" +")
                .append(range(after, now))
                .append(" @@\n");
        lines.forEach(line -> text.append(line.sign()).append(line.text()).append('\n'));
        return new int[] {old, now};
    }

    private static String range(int linesBefore, int count) {
        int first = count == 0 ? linesBefore : linesBefore + 1;
        return count == 1 ? String.valueOf(first) : first + "," + count;
    }
}
