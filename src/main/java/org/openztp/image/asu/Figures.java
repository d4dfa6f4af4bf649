package org.openztp.image.asu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuild;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.upstream.Branch;

/**
 * Figures of the builds that are on record, in the shapes in which asu's pages draw them.
 *
 * @param builds newest first
 * @param now when they were read
 */
record Figures(List<ImageBuild> builds, Instant now) {
    static final int DAYS = 30;
    private static final int WEEKS = 26;
    private static final List<String> COLORS =
            List.of("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f");

    long madeWithin(Duration time) {
        return builds.stream()
                .filter(build ->
                        build.state() == BuildState.DONE && build.endedAt().isAfter(now.minus(time)))
                .count();
    }

    /** What was asked for, asked for again, and came to nothing, by the day. */
    ObjectNode byDay() {
        List<LocalDate> days = Stream.iterate(day(now).minusDays(DAYS - 1L), day -> day.plusDays(1))
                .limit(DAYS)
                .toList();
        ObjectNode all = labels(days);
        ArrayNode sets = all.putArray("datasets");
        add(sets, "Requests", days, build -> day(build.queuedAt()), build -> true);
        add(
                sets,
                "Cache-Hits",
                days,
                build -> day(build.usedAt()),
                build -> build.usedAt().isAfter(build.queuedAt()));
        add(sets, "Failures", days, build -> day(build.queuedAt()), build -> build.state() == BuildState.FAILED);
        return all;
    }

    /** What was asked for by the week: of each branch, or of each version of one. @param branch null for all */
    ObjectNode byVersion(String branch) {
        LocalDate monday = monday(day(now));
        List<LocalDate> weeks = Stream.iterate(monday.minusWeeks(WEEKS - 1L), week -> week.plusWeeks(1))
                .limit(WEEKS)
                .toList();
        ObjectNode all = labels(weeks);
        ArrayNode sets = all.putArray("datasets");
        Function<ImageBuild, String> name =
                branch == null ? build -> Branch.nameOf(build.osVersion()) : ImageBuild::osVersion;
        builds.stream()
                .filter(build -> isOf(build, branch))
                .map(name)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .forEach(each -> add(
                        sets,
                        each,
                        weeks,
                        build -> monday(day(build.queuedAt())),
                        build -> name.apply(build).equals(each)));
        return all;
    }

    private static boolean isOf(ImageBuild build, String branch) {
        return branch == null || Branch.nameOf(build.osVersion()).equals(branch);
    }

    private static ObjectNode labels(List<LocalDate> days) {
        ObjectNode all = Reply.object();
        days.forEach(day -> all.withArray("labels").add(day + "Z"));
        return all;
    }

    private void add(
            ArrayNode sets,
            String label,
            List<LocalDate> days,
            Function<ImageBuild, LocalDate> day,
            Predicate<ImageBuild> counts) {
        Map<LocalDate, Long> counted =
                builds.stream().filter(counts).collect(Collectors.groupingBy(day, Collectors.counting()));
        String color = COLORS.get(sets.size() % COLORS.size());
        ObjectNode set = sets.addObject().put("label", label).put("color", color);
        ArrayNode data = set.putArray("data");
        days.forEach(each -> data.add(counted.getOrDefault(each, 0L)));
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /** The packages that were asked for most. @param branch null for all */
    List<Map.Entry<String, Long>> packages(String branch, int most) {
        Map<String, Long> counted = builds.stream()
                .filter(build -> isOf(build, branch))
                .flatMap(build -> build.request().packages().wanted().stream())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counted.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .toList();
    }

    /** The targets that images were made for, most first, with the seconds that one took on the average. */
    ArrayNode targets(int most) {
        Map<String, List<ImageBuild>> made = builds.stream()
                .filter(build -> build.state() == BuildState.DONE)
                .collect(Collectors.groupingBy(ImageBuild::target, TreeMap::new, Collectors.toList()));
        ArrayNode all = Reply.object().putArray("targets");
        made.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().size()))
                .limit(most)
                .forEach(entry -> all.addObject()
                        .put("count", entry.getValue().size())
                        .put("build_seconds", seconds(entry.getValue()))
                        .put("target", entry.getKey()));
        return all;
    }

    private static long seconds(List<ImageBuild> builds) {
        return Math.round(builds.stream().mapToLong(Figures::seconds).average().orElse(0));
    }

    static long seconds(ImageBuild build) {
        return Duration.between(build.startedAt(), build.endedAt()).toSeconds();
    }

    Stream<ImageBuild> in(BuildState state) {
        return builds.stream().filter(build -> build.state() == state);
    }
}
