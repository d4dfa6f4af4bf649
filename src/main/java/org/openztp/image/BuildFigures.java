package org.openztp.image;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.image.BuildFigure.Kind;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Rows;

/**
 * What became of images, counted: rows that outlive the images. They are written when an image has ended, and when it leaves,
 * in that transaction; nothing is written for who only asks. Seeds count for nothing.
 */
public final class BuildFigures {
    /** Asu's pages show the packages of so many days. */
    public static final int DAYS = 30;

    /** Asu's pages show the builds of so many weeks. */
    public static final int WEEKS = 26;

    /** Where all is that is older than anybody asks for by the day. */
    private static final LocalDate BEFORE = LocalDate.EPOCH;

    private static final String ADD =
            "insert into image_figure (on_day, kind, scope, name, amount) values (?, ?, ?, ?, ?)"
                    + " on duplicate key update amount = amount + values(amount)";
    private static final String OF_PACKAGES = "kind = 'PACKAGE'";
    private static final String OF_IMAGES = "kind in ('MADE', 'FAILED', 'CANCELLED', 'AGAIN', 'SECONDS')";

    private BuildFigures() {}

    /** One has ended, now and for the first time since it was asked for. */
    static void ended(Tx tx, ImageBuild build) {
        if (build.isSeed()) {
            return;
        }
        LocalDate day = day(build.queuedAt());
        if (build.state() != BuildState.DONE) {
            Kind kind = build.state() == BuildState.FAILED ? Kind.FAILED : Kind.CANCELLED;
            add(tx, List.of(new BuildFigure(day, kind, build.osVersion(), build.target(), 1)));
            return;
        }
        List<BuildFigure> all = new ArrayList<>();
        long seconds = Duration.between(build.startedAt(), build.endedAt()).toSeconds();
        all.add(new BuildFigure(day, Kind.MADE, build.osVersion(), build.target(), 1));
        all.add(new BuildFigure(day, Kind.SECONDS, build.osVersion(), build.target(), seconds));
        String branch = Branch.nameOf(build.osVersion());
        // in one order, so that two who count at once do not wait for each other
        new TreeSet<>(build.request().packages().wanted())
                .forEach(name -> all.add(new BuildFigure(day, Kind.PACKAGE, branch, name, 1)));
        add(tx, all);
    }

    /** One leaves that was asked for again, or begins anew. */
    static void left(Tx tx, ImageBuild build) {
        if (isUsedAgain(build) && !build.isSeed()) {
            add(tx, List.of(new BuildFigure(day(build.usedAt()), Kind.AGAIN, build.osVersion(), build.target(), 1)));
        }
    }

    /** Whether one on record was asked for once more, on the day of {@link ImageBuild#usedAt}. */
    public static boolean isUsedAgain(ImageBuild build) {
        return build.usedAt().isAfter(build.queuedAt());
    }

    public static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static void add(Tx tx, List<BuildFigure> figures) {
        Rows.changes(
                tx,
                ADD,
                figures.stream()
                        .map(each ->
                                new Object[] {each.day(), each.kind().name(), each.scope(), each.name(), each.amount()})
                        .toList());
    }

    /** What became of images, by day, kind and version; what is older than all days together. */
    public static List<BuildFigure> byDay(Tx tx) {
        return Rows.list(
                tx,
                "select on_day, kind, scope, sum(amount) from image_figure where " + OF_IMAGES
                        + " group by on_day, kind, scope",
                row -> new BuildFigure(
                        row.getObject(1, LocalDate.class), kind(row, 2), row.getString(3), null, row.getLong(4)));
    }

    /** What became of images, by kind and target. */
    public static List<BuildFigure> byTarget(Tx tx) {
        return Rows.list(
                tx,
                "select kind, name, sum(amount) from image_figure where " + OF_IMAGES
                        + " group by kind, name order by name",
                row -> new BuildFigure(null, kind(row, 1), null, row.getString(2), row.getLong(3)));
    }

    /** The packages of the last days, by branch. */
    public static List<BuildFigure> packagesByBranch(Tx tx, Instant now) {
        return Rows.list(
                tx,
                "select scope, name, sum(amount) from image_figure where " + OF_PACKAGES
                        + " and on_day > ? group by scope, name",
                row -> new BuildFigure(null, Kind.PACKAGE, row.getString(1), row.getString(2), row.getLong(3)),
                day(now).minusDays(DAYS));
    }

    /** The packages that were named most, ever. */
    public static List<BuildFigure> popularPackages(Tx tx, int most) {
        return Rows.list(
                tx,
                "select name, sum(amount) from image_figure where " + OF_PACKAGES
                        + " group by name order by sum(amount) desc, name limit " + most,
                row -> new BuildFigure(null, Kind.PACKAGE, null, row.getString(1), row.getLong(2)));
    }

    private static Kind kind(ResultSet row, int column) throws SQLException {
        return Kind.valueOf(row.getString(column));
    }

    /** Puts together what is not asked for by the day any more; in transactions of its own, one for each day. */
    static void fold(Db db, Instant now) {
        fold(db, OF_PACKAGES, day(now).minusDays(DAYS));
        fold(db, OF_IMAGES, day(now).minusWeeks(WEEKS + 1L));
    }

    private static void fold(Db db, String what, LocalDate last) {
        while (db.<Boolean>txRetrying(
                tx -> oldest(tx, what, last).map(day -> foldDay(tx, what, day)).orElse(false))) {
            // the next day
        }
    }

    private static Optional<LocalDate> oldest(Tx tx, String what, LocalDate last) {
        return Rows.list(
                        tx,
                        "select on_day from image_figure where on_day > ? and on_day <= ? and " + what
                                + " order by on_day limit 1",
                        row -> row.getObject(1, LocalDate.class),
                        BEFORE,
                        last)
                .stream()
                .findFirst();
    }

    private static boolean foldDay(Tx tx, String what, LocalDate day) {
        List<BuildFigure> rows = Rows.list(
                tx,
                "select kind, scope, name, amount from image_figure where on_day = ? and " + what
                        + " order by kind, scope, name for update",
                row -> new BuildFigure(BEFORE, kind(row, 1), row.getString(2), row.getString(3), row.getLong(4)),
                day);
        Rows.change(tx, "delete from image_figure where on_day = ? and " + what, day);
        add(tx, rows);
        return true;
    }
}
