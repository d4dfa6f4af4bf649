package org.openztp.config;

import java.util.List;

/** What is wrong with the settings, all of it: each problem names its file and line, or its variable. */
public final class WrongSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public WrongSettings(List<String> problems) {
        super(numbered(problems));
        this.problems = List.copyOf(problems);
    }

    /** One by one. */
    public List<String> problems() {
        return problems;
    }

    private static String numbered(List<String> problems) {
        StringBuilder text = new StringBuilder("The settings are wrong:");
        for (int i = 0; i < problems.size(); i++) {
            text.append("\n  ").append(i + 1).append(". ").append(problems.get(i));
        }
        return text.toString();
    }
}
