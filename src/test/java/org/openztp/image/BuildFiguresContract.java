package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.image.BuildFigure.Kind;
import org.openztp.image.Builder.Failed;
import org.openztp.image.Builder.Output;
import org.openztp.image.upstream.Rows;

/** What became of images is known after they are gone. */
abstract class BuildFiguresContract extends ImageStage {
    private static final String BRANCH = "24.10";

    @BeforeEach
    void nothingCounted() {
        test.db().run(tx -> Rows.change(tx, "delete from image_figure"));
    }

    private List<BuildFigure> byDay() {
        return test.db().tx(BuildFigures::byDay);
    }

    private List<BuildFigure> byTarget() {
        return test.db().tx(BuildFigures::byTarget);
    }

    private List<BuildFigure> packages() {
        return test.db().tx(tx -> BuildFigures.packagesByBranch(tx, clock.instant()));
    }

    private List<BuildFigure> popular() {
        return test.db().tx(tx -> BuildFigures.popularPackages(tx, 50));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void assertCounted(LocalDate day, Kind kind, long amount) {
        assertThat(byDay())
                .filteredOn(each -> each.day().equals(day) && each.kind() == kind)
                .extracting(BuildFigure::scope, BuildFigure::amount)
                .containsExactly(tuple(ToyCatalogue.VERSION, amount));
    }

    @Test
    void whatWasMadeIsCountedOnTheDayOnWhichItWasAskedForAndOutlivesIt() throws IOException {
        LocalDate day = today();
        order(request("tcpdump", "-dropbear"));
        order(request());
        clock.advance(Duration.ofDays(1));
        builder.act = (order, watch) -> {
            clock.advance(Duration.ofSeconds(40));
            return StubBuilder.made(order);
        };
        workOnce();
        workOnce();
        clock.advance(Duration.ofDays(2));
        care(Long.MAX_VALUE).run();

        assertThat(find(request())).isEmpty();
        assertCounted(day, Kind.MADE, 2);
        assertCounted(day, Kind.SECONDS, 80);
        assertThat(byTarget())
                .extracting(BuildFigure::kind, BuildFigure::name, BuildFigure::amount)
                .containsExactlyInAnyOrder(
                        tuple(Kind.MADE, ToyCatalogue.TARGET, 2L), tuple(Kind.SECONDS, ToyCatalogue.TARGET, 80L));
        assertThat(packages())
                .extracting(BuildFigure::scope, BuildFigure::name, BuildFigure::amount)
                .containsExactly(tuple(BRANCH, "tcpdump", 1L));
    }

    @Test
    void whatCameToNothingIsCountedEachTimeAndItsPackagesAreNot() {
        builder.act = (order, watch) -> {
            throw new Failed(BuildFault.CONFLICT, "Impossible package selection", Output.NONE);
        };
        order(request("tcpdump"));
        workOnce();
        order(request("tcpdump"));
        clock.advance(Duration.ofHours(2));
        order(request("tcpdump"));
        workOnce();

        assertCounted(today(), Kind.FAILED, 2);
        assertThat(popular()).isEmpty();
    }

    @Test
    void oneWhoseBuildersDieIsCountedOnceWhenItIsGivenUp() {
        order(request());
        for (int attempt = 1; attempt <= BuildQueue.ATTEMPTS; attempt++) {
            assertThat(queue.claim()).isPresent();
            assertThat(byDay()).isEmpty();
            clock.advance(Duration.ofMinutes(3));
            assertThat(queue.claim()).as("not at once").isEmpty();
            clock.advance(Duration.ofMinutes(3));
        }

        assertThat(state(request())).isEqualTo(BuildState.FAILED);
        assertCounted(today(), Kind.FAILED, 1);
    }

    @Test
    void oneThatIsTakenBackIsCounted() {
        order(request());
        orders.cancel(build(request()).id(), new Caller(1, "ops", Role.OPERATOR, ""));

        assertCounted(today(), Kind.CANCELLED, 1);
    }

    @Test
    void oneThatWasAskedForAgainIsCountedWhenItLeavesAndWhenItBeginsAnew() throws IOException {
        LocalDate day = today();
        order(request());
        workOnce();
        clock.advance(Duration.ofHours(1));
        order(request());
        clock.advance(Duration.ofHours(1));
        order(request());
        assertThat(byDay()).extracting(BuildFigure::kind).doesNotContain(Kind.AGAIN);
        clock.advance(Duration.ofDays(2));
        order(request());
        assertCounted(day, Kind.AGAIN, 1);
        workOnce();
        clock.advance(Duration.ofHours(1));
        order(request());
        LocalDate then = today();
        clock.advance(Duration.ofDays(3));
        care(Long.MAX_VALUE).run();

        assertCounted(then, Kind.AGAIN, 1);
        assertCounted(day, Kind.AGAIN, 1);
    }

    @Test
    void seedsCountForNothing() {
        builds.orderSeed(request("tcpdump"), tx -> "psk=geheim", "ops");
        made(queue.claim(true).orElseThrow());

        assertThat(byDay()).isEmpty();
        assertThat(popular()).isEmpty();
    }

    @Test
    void whatNobodyAsksForByTheDayIsPutTogetherAndNothingIsLost() throws IOException {
        LocalDate first = today();
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i <= day; i++) {
                order(request(day * 10 + i + 1));
                order(numbered(day * 10 + i + 100));
                workOnce();
                workOnce();
            }
            clock.advance(Duration.ofDays(3));
        }
        long made = sum(byDay(), Kind.MADE);
        List<BuildFigure> popular = popular();
        assertThat(popular).isNotEmpty();

        clock.advance(Duration.ofDays(BuildFigures.DAYS - 8L));
        care(Long.MAX_VALUE).run();
        assertThat(days("PACKAGE"))
                .contains(LocalDate.EPOCH)
                .doesNotContain(first)
                .hasSize(3);
        assertThat(days("MADE")).contains(first).hasSize(3);
        clock.advance(Duration.ofDays(7L * (BuildFigures.WEEKS + 1)));
        care(Long.MAX_VALUE).run();
        care(Long.MAX_VALUE).run();

        assertThat(days("PACKAGE")).containsExactly(LocalDate.EPOCH);
        assertThat(days("MADE")).containsExactly(LocalDate.EPOCH);
        assertThat(sum(byDay(), Kind.MADE)).isEqualTo(made);
        assertThat(popular()).isEqualTo(popular);
        assertThat(packages()).isEmpty();
    }

    private static long sum(List<BuildFigure> figures, Kind kind) {
        return figures.stream()
                .filter(each -> each.kind() == kind)
                .mapToLong(BuildFigure::amount)
                .sum();
    }

    private List<LocalDate> days(String kind) {
        return test.db()
                .tx(tx -> Rows.list(
                        tx,
                        "select distinct on_day from image_figure where kind = ? order by on_day",
                        row -> row.getObject(1, LocalDate.class),
                        kind));
    }

    @Test
    void thoseThatEndAtOnceAreAllCounted() throws Exception {
        int many = 20;
        List<BuildQueue.Claim> claims = IntStream.range(0, many)
                .mapToObj(i -> {
                    order(numbered(i));
                    return queue.claim().orElseThrow();
                })
                .toList();
        ExecutorService builders = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> ends = claims.stream()
                    .<Callable<Void>>map(claim -> () -> {
                        made(claim);
                        return null;
                    })
                    .toList();
            for (Future<Void> each : builders.invokeAll(ends)) {
                each.get();
            }
        } finally {
            builders.shutdownNow();
        }

        assertCounted(today(), Kind.MADE, many);
        assertThat(popular())
                .extracting(BuildFigure::name, BuildFigure::amount)
                .containsExactly(tuple("mc", (long) many), tuple("tcpdump", (long) many));
    }

    private void made(BuildQueue.Claim claim) {
        Path folder = home.resolve("work").resolve(claim.worker());
        queue.done(claim, StubBuilder.made(new Builder.Order(claim.request(), claim.hash(), folder)));
    }

    private static ImageRequest numbered(int i) {
        return new ImageRequest(
                ToyCatalogue.VERSION,
                "",
                ToyCatalogue.TARGET,
                "acme_one",
                new ImageRequest.Packages(
                        i % 2 == 0 ? List.of("mc", "tcpdump") : List.of("tcpdump", "mc"), null, false),
                null,
                i + 1,
                null,
                null,
                null);
    }
}
