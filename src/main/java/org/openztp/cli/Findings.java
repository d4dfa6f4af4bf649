package org.openztp.cli;

import java.util.Locale;

/** Prints findings as they come, below the head of where they were made, and counts them. */
final class Findings {
    private static final String MARGIN = " ".repeat(21);

    private final Out out;
    private String view;
    private String head;
    private int warnings;
    private int wrong;

    Findings(Out out) {
        this.out = out;
    }

    /**
     * @param name of the place for programs
     * @param head for people
     */
    void from(String name, String head) {
        view = name;
        this.head = head;
    }

    void add(Finding finding) {
        warnings += finding.level().equals(Finding.WARNING) ? 1 : 0;
        wrong += finding.level().equals(Finding.WRONG) ? 1 : 0;
        if (out.isJson()) {
            out.json(finding.json().put("view", view));
            return;
        }
        if (head != null) {
            out.raw(out.bold(Visible.text(head)));
            head = null;
        }
        String level = Visible.text(finding.level());
        String shown = level.equals(Finding.WRONG) ? level : level.toLowerCase(Locale.ROOT);
        out.raw("  " + out.painted(level, String.format("%-7s", shown)) + "  "
                + Visible.text(String.format("%-10s  %s", finding.about(), finding.what())));
        more("why:  ", finding.why());
        more("mend: ", finding.mend());
    }

    private void more(String word, String text) {
        if (text != null) {
            out.line(MARGIN + word + text);
        }
    }

    boolean isWrong() {
        return wrong > 0;
    }

    void total() {
        if (!out.isJson()) {
            out.line(wrong + warnings == 0 ? "all well" : wrong + " wrong, " + warnings + " to look at");
        }
    }
}
