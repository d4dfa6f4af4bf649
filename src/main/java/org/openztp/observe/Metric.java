package org.openztp.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One figure of the server at this moment, or several of one name that differ in their labels.
 *
 * @param name of small letters, digits and {@code _}, beginning with {@code ztp_}
 * @param type {@link #GAUGE} or {@link #COUNTER}
 */
public record Metric(String name, String type, String help, List<Sample> samples) {
    public static final String GAUGE = "gauge";
    public static final String COUNTER = "counter";

    /** One value; the labels' values may be any text. */
    public record Sample(Map<String, String> labels, double value) {}

    /** One figure without labels. */
    public static Metric of(String name, String help, double value) {
        return new Metric(name, GAUGE, help, List.of(new Sample(Map.of(), value)));
    }

    /** How many there are of each value of one label. */
    public static Metric of(String name, String help, String label, Map<?, Long> counts) {
        List<Sample> samples = new ArrayList<>();
        counts.forEach((value, count) -> samples.add(new Sample(Map.of(label, value.toString()), count)));
        return new Metric(name, GAUGE, help, samples);
    }

    /** In Prometheus' text format 0.0.4. */
    void write(StringBuilder out) {
        out.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        for (Sample sample : samples) {
            out.append(name);
            if (!sample.labels().isEmpty()) {
                List<String> labels = new ArrayList<>();
                new TreeMap<>(sample.labels())
                        .forEach((label, value) -> labels.add(label + "=\"" + quoted(value) + "\""));
                out.append('{').append(String.join(",", labels)).append('}');
            }
            out.append(' ').append(number(sample.value())).append('\n');
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String quoted(String text) {
        return escaped(text).replace("\"", "\\\"");
    }
}
