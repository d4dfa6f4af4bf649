package org.openztp.image.asu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.db.Tx;
import org.openztp.image.BuildFigure;
import org.openztp.image.BuildFigure.Kind;
import org.openztp.image.BuildFigures;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuild;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.upstream.Branch;

/**
 * How much this server does, in the shapes in which asu's pages draw it.
 *
 * @param builds on record, newest first
 * @param counted what became of images, by day, kind and version
 * @param targets the same by kind and target
 * @param packages of the last days, by branch
 * @param popular the packages that were named most, ever
 * @param now when they were read
 */
record Figures(
        List<ImageBuild> builds,
        List<BuildFigure> counted,
        List<BuildFigure> targets,
        List<BuildFigure> packages,
        List<BuildFigure> popular,
        Instant now) {
    private static final List<String> COLORS =
            List.of("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f");

    /** @param builds on record, newest first */
    static Figures read(Tx tx, List<ImageBuild> builds, int most, Instant now) {
        return new Figures(
                builds,
                BuildFigures.byDay(tx),
                BuildFigures.byTarget(tx),
                BuildFigures.packagesByBranch(tx, now),
                BuildFigures.popularPackages(tx, most),
                now);
    }

    long madeWithin(Duration time) {
        return in(BuildState.DONE)
                .filter(build -> build.endedAt().isAfter(now.minus(time)))
                .count();
    }

    /** All that were ever made. */
    long made() {
        return counted.stream()
                .filter(each -> each.kind() == Kind.MADE)
                .mapToLong(BuildFigure::amount)
                .sum();
    }

    /** What was asked for, asked for again, and came to nothing, by the day. */
    ObjectNode byDay() {
        List<LocalDate> days = Stream.iterate(
                        BuildFigures.day(now).minusDays(BuildFigures.DAYS - 1L), day -> day.plusDays(1))
                .limit(BuildFigures.DAYS)
                .toList();
        ObjectNode all = labels(days);
        ArrayNode sets = all.putArray("datasets");
        add(sets, "Requests", days, byDate(asked(), BuildFigure::day));
        add(sets, "Cache-Hits", days, byDate(again(), BuildFigure::day));
        add(sets, "Failures", days, byDate(of(Kind.FAILED), BuildFigure::day));
        return all;
    }

    /** Each image that was asked for, whatever became of it, and those that wait or are being made. */
    private Stream<BuildFigure> asked() {
        return Stream.concat(
                counted.stream().filter(each -> each.kind().isEnd()),
                builds.stream()
                        .filter(build -> !build.state().isEnd())
                        .map(build -> one(Kind.MADE, build.queuedAt(), build)));
    }

    private Stream<BuildFigure> again() {
        return Stream.concat(
                of(Kind.AGAIN),
                builds.stream().filter(BuildFigures::isUsedAgain).map(build -> one(Kind.AGAIN, build.usedAt(), build)));
    }

    private static BuildFigure one(Kind kind, Instant time, ImageBuild build) {
        return new BuildFigure(BuildFigures.day(time), kind, build.osVersion(), build.target(), 1);
    }

    private Stream<BuildFigure> of(Kind kind) {
        return counted.stream().filter(each -> each.kind() == kind);
    }

    /** What was asked for by the week: of each branch, or of each version of one. @param branch null for all */
    ObjectNode byVersion(String branch) {
        LocalDate monday = monday(BuildFigures.day(now));
        List<LocalDate> weeks = Stream.iterate(monday.minusWeeks(BuildFigures.WEEKS - 1L), week -> week.plusWeeks(1))
                .limit(BuildFigures.WEEKS)
                .toList();
        ObjectNode all = labels(weeks);
        ArrayNode sets = all.putArray("datasets");
        Map<String, List<BuildFigure>> byName = asked().filter(
                        each -> !each.day().isBefore(weeks.get(0)))
                .filter(each -> branch == null || Branch.nameOf(each.scope()).equals(branch))
                .collect(Collectors.groupingBy(
                        each -> branch == null ? Branch.nameOf(each.scope()) : each.scope(),
                        () -> new TreeMap<String, List<BuildFigure>>(Comparator.reverseOrder()),
                        Collectors.toList()));
        byName.forEach((name, figures) -> add(sets, name, weeks, byDate(figures.stream(), each -> monday(each.day()))));
        return all;
    }

    private static ObjectNode labels(List<LocalDate> days) {
        ObjectNode all = Reply.object();
        days.forEach(day -> all.withArray("labels").add(day + "Z"));
        return all;
    }

    private static Map<LocalDate, Long> byDate(Stream<BuildFigure> figures, Function<BuildFigure, LocalDate> date) {
        return figures.collect(Collectors.groupingBy(date, Collectors.summingLong(BuildFigure::amount)));
    }

    private static void add(ArrayNode sets, String label, List<LocalDate> days, Map<LocalDate, Long> amounts) {
        String color = COLORS.get(sets.size() % COLORS.size());
        ObjectNode set = sets.addObject().put("label", label).put("color", color);
        ArrayNode data = set.putArray("data");
        days.forEach(each -> data.add(amounts.getOrDefault(each, 0L)));
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /** The packages of the last days that were named most. @param branch null for all */
    List<Map.Entry<String, Long>> packages(String branch, int most) {
        Map<String, Long> all = packages.stream()
                .filter(each -> branch == null || each.scope().equals(branch))
                .collect(Collectors.groupingBy(
                        BuildFigure::name, TreeMap::new, Collectors.summingLong(BuildFigure::amount)));
        return all.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .toList();
    }

    /** The targets that images were made for, most first, with the seconds that one took on the average. */
    ArrayNode targets(int most) {
        Map<String, Long> seconds = targets.stream()
                .filter(each -> each.kind() == Kind.SECONDS)
                .collect(Collectors.toMap(BuildFigure::name, BuildFigure::amount));
        ArrayNode all = Reply.object().putArray("targets");
        targets.stream()
                .filter(each -> each.kind() == Kind.MADE)
                .sorted(Comparator.comparingLong(BuildFigure::amount).reversed())
                .limit(most)
                .forEach(each -> all.addObject()
                        .put("count", each.amount())
                        .put(
                                "build_seconds",
                                Math.round((double) seconds.getOrDefault(each.name(), 0L) / each.amount()))
                        .put("target", each.name()));
        return all;
    }

    static long seconds(ImageBuild build) {
        return Duration.between(build.startedAt(), build.endedAt()).toSeconds();
    }

    Stream<ImageBuild> in(BuildState state) {
        return builds.stream().filter(build -> build.state() == state);
    }
}
