package org.openztp.drift;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openztp.db.Page;

/**
 * Which devices run what they should.
 *
 * @param countedAt when all were last looked at; null before the first time
 * @param counts how many devices are in each state; states without one are absent
 * @param bars the same for each build and board, builds in their order
 */
public record DriftReport(
        Instant countedAt, Map<DriftState, Long> counts, List<Bar> bars, List<DriftView> items, String next) {
    /** @param board empty where devices have not told it */
    public record Bar(String build, String board, Map<DriftState, Long> counts) {
        public long devices() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }

        /** A share of the whole, and where it begins, both in percent. */
        public record Part(DriftState state, double from, double width) {}

        public List<Part> parts() {
            List<Part> parts = new ArrayList<>();
            double from = 0;
            for (Map.Entry<DriftState, Long> count : counts.entrySet()) {
                double width = 100.0 * count.getValue() / devices();
                parts.add(new Part(count.getKey(), from, width));
                from += width;
            }
            return parts;
        }

        /** For those who do not see it. */
        public String words() {
            List<String> words = new ArrayList<>();
            counts.forEach((state, devices) -> words.add(devices + " " + state.label()));
            return String.join(", ", words);
        }
    }

    static DriftReport of(List<DriftCount> counted, Page<DriftView> page) {
        Map<DriftState, Long> counts = new EnumMap<>(DriftState.class);
        Map<List<String>, Map<DriftState, Long>> bars = new TreeMap<>(DriftReport::compare);
        counted.forEach(count -> {
            DriftCount.Key key = count.key();
            counts.merge(key.state(), count.devices(), Long::sum);
            bars.computeIfAbsent(List.of(key.build(), key.board()), each -> new EnumMap<>(DriftState.class))
                    .merge(key.state(), count.devices(), Long::sum);
        });
        List<Bar> all = new ArrayList<>();
        bars.forEach((name, states) -> all.add(new Bar(name.get(0), name.get(1), states)));
        Instant at = counted.isEmpty() ? null : counted.get(0).countedAt();
        return new DriftReport(at, counts, all, page.items(), page.next());
    }

    private static int compare(List<String> one, List<String> other) {
        int byBuild = one.get(0).compareTo(other.get(0));
        return byBuild != 0 ? byBuild : one.get(1).compareTo(other.get(1));
    }
}
