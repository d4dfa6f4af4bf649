package org.openztp.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Prints which step of the journey held in which container on which Java. */
public final class Table {
    static final String TOMCAT_10 = "Tomcat 10.1";
    static final String TOMCAT_11 = "Tomcat 11";
    static final String WILDFLY = "WildFly 39";
    static final String STANDALONE = "standalone";
    static final List<Integer> JAVAS = List.of(17, 25);

    private Table() {}

    public static void main(String[] arguments) {
        System.out.print(text());
    }

    static String text() {
        StringBuilder[] lines = Stream.generate(StringBuilder::new)
                .limit(2 + Step.values().length)
                .toArray(StringBuilder[]::new);
        List<String> first = new ArrayList<>(List.of("ztp.war " + Cell.digest(WarAsBuilt.FILE), ""));
        Stream.of(Step.values()).map(Step::words).forEach(first::add);
        add(first, lines);
        for (String container : List.of(TOMCAT_10, TOMCAT_11, WILDFLY, STANDALONE)) {
            for (int java : JAVAS) {
                Properties results = new Cell(container, java).results();
                List<String> column = new ArrayList<>(List.of(container, "Java " + java));
                Stream.of(Step.values())
                        .map(step -> results.getProperty(step.name(), "not run"))
                        .forEach(column::add);
                add(column, lines);
            }
        }
        return "\n" + String.join("\n", lines) + "\n\n";
    }

    private static void add(List<String> column, StringBuilder[] lines) {
        int width = column.stream().mapToInt(String::length).max().orElse(0) + 2;
        for (int i = 0; i < lines.length; i++) {
            lines[i].append(("%-" + width + "s").formatted(column.get(i)));
        }
    }
}
