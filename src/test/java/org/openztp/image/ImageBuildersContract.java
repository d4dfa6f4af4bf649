package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Problem;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;
import org.openztp.image.Builder.Output;

/** Whatever becomes of a build or of who makes it, nothing is lost by it. */
abstract class ImageBuildersContract extends ImageStage {
    private static final Caller OPERATOR = new Caller(1, "maria", Role.OPERATOR, "");

    @Test
    void aFaultOfTheRequestIsItsAnswerForAnHour() {
        ImageRequest request = request();
        builder.act = (order, watch) -> {
            throw new Failed(BuildFault.CONFLICT, "Impossible package selection", new Output("o", "e"));
        };
        order(request);
        workOnce();

        assertThat(build(request).fault()).isEqualTo(BuildFault.CONFLICT);
        clock.advance(Duration.ofMinutes(59));
        assertThat(order(request).state()).isEqualTo(BuildState.FAILED);
        clock.advance(Duration.ofMinutes(2));
        assertThat(order(request).state()).as("it may be mended by now").isEqualTo(BuildState.QUEUED);
        builder.act = (order, watch) -> StubBuilder.made(order);
        workOnce();
        assertMade(request);
    }

    @Test
    void aFaultOfTheWorldIsTriedAgainAndNeverTheAnswerForWhoAsksNext() {
        ImageRequest request = request();
        builder.act = (order, watch) -> {
            throw new Down("wget returned 4", Output.NONE);
        };
        order(request);
        workOnce();

        assertThat(state(request)).isEqualTo(BuildState.QUEUED);
        assertThat(workOnce()).as("not at once").isFalse();
        for (int attempt = 2; attempt <= BuildQueue.ATTEMPTS; attempt++) {
            clock.advance(Duration.ofMinutes(3));
            assertThat(workOnce()).isTrue();
        }
        assertThat(build(request).fault()).isEqualTo(BuildFault.INFRASTRUCTURE);
        assertThat(build(request).words()).isEqualTo("wget returned 4");

        builder.act = (order, watch) -> StubBuilder.made(order);
        assertThat(order(request).state()).isEqualTo(BuildState.QUEUED);
        workOnce();
        assertMade(request);
    }

    @Test
    void whoWaitsLearnsOfAFaultOfTheWorldThoughItIsNoAnswer() throws IOException {
        ImageRequest request = request();
        builder.act = (order, watch) -> {
            throw new Down("wget returned 4", Output.NONE);
        };
        order(request);
        for (int attempt = 1; attempt <= BuildQueue.ATTEMPTS; attempt++) {
            workOnce();
            clock.advance(Duration.ofMinutes(3));
        }
        care(Long.MAX_VALUE).run();
        assertThat(state(request)).isEqualTo(BuildState.FAILED);

        clock.advance(Duration.ofMinutes(10));
        care(Long.MAX_VALUE).run();
        assertThat(find(request)).isEmpty();
    }

    @Test
    void aCancelledOneIsNotMadeAndMayBeAskedForAnew() {
        ImageRequest request = request();
        long id = order(request).id();

        assertThat(orders.cancel(id, OPERATOR).state()).isEqualTo(BuildState.CANCELLED);

        assertThat(workOnce()).isFalse();
        assertThatThrownBy(() -> orders.cancel(id, OPERATOR))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("has ended");
        order(request);
        workOnce();
        assertMade(request);
    }

    @Test
    void oneThatIsCancelledWhileItIsMadeIsBrokenOff() throws Exception {
        Map<String, Boolean> brokenOff = new ConcurrentHashMap<>();
        builder.act = (order, watch) -> {
            watch.step(BuildStep.BUILDING);
            try {
                return StubBuilder.never();
            } finally {
                brokenOff.put(order.hash(), true);
            }
        };
        ImageRequest request = request();
        try (BuildWorkers workers = workers(1)) {
            long id = order(request).id();
            workers.start(Duration.ZERO, () -> {});
            builds.waking(workers::nudge);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> "building_image".equals(build(request).step()));

            orders.cancel(id, OPERATOR);

            await().atMost(Duration.ofSeconds(60)).until(() -> brokenOff.containsKey(request.hash()));
            builder.act = (order, watch) -> StubBuilder.made(order);
            order(request(2));
            await().atMost(Duration.ofSeconds(60)).until(() -> state(request(2)) == BuildState.DONE);
        }
        assertThat(state(request)).isEqualTo(BuildState.CANCELLED);
    }

    @Test
    void whoAsksStartsTheBuildersOnceWhatComesBeforeThemIsDone() {
        builder.act = (order, watch) -> StubBuilder.made(order);
        List<BuildState> seen = new CopyOnWriteArrayList<>();
        try (BuildWorkers workers = workers(1)) {
            workers.start(Duration.ofDays(1), () -> {
                seen.add(state(request()));
                if (seen.size() == 1) {
                    throw new IllegalStateException("the database is away");
                }
            });
            builds.waking(workers::nudge);
            order(request());
            await().atMost(Duration.ofSeconds(60)).until(() -> state(request()) == BuildState.DONE);
        }
        assertThat(seen).containsExactly(BuildState.QUEUED, BuildState.QUEUED);
    }

    @Test
    void aNodeThatIsStoppedGivesItsBuildBackAndAnotherOneMakesIt() {
        builder.act = (order, watch) -> StubBuilder.never();
        ImageRequest request = request();
        order(request);
        try (BuildWorkers workers = workers(1)) {
            workers.start(Duration.ZERO, () -> {});
            await().atMost(Duration.ofSeconds(60)).until(() -> !builder.orders.isEmpty());
        }
        assertThat(state(request)).isEqualTo(BuildState.QUEUED);
        assertThat(build(request).attempts()).isZero();
        builder.act = (order, watch) -> StubBuilder.made(order);
        assertThat(workOnce()).isTrue();
        assertMade(request);
    }

    /** Where kill -9 hits. */
    enum Moment {
        AFTER_THE_CLAIM,
        IN_THE_BUILD,
        AFTER_THE_BUILD,
        BETWEEN_FILES_AND_COMMIT
    }

    @ParameterizedTest
    @EnumSource
    void aNodeThatIsKilledLosesNothing(Moment moment) throws IOException {
        ImageRequest request = request();
        order(request);
        killed(moment);

        assertThat(state(request)).isEqualTo(BuildState.STARTED);
        assertThat(workOnce()).as("it may live").isFalse();
        clock.advance(BuildQueue.LEASE.plusSeconds(1));
        assertThat(workOnce()).as("not at once").isFalse();
        clock.advance(Duration.ofMinutes(3));
        assertThat(workOnce()).isTrue();

        ageWorkFolders();
        clock.advance(Duration.ofHours(1));
        care(Long.MAX_VALUE).run();
        assertMade(request);
    }

    private void killed(Moment moment) throws IOException {
        BuildQueue.Claim claim = queue.claim().orElseThrow();
        Builder.Order order = new Builder.Order(
                queue.request(claim), claim.hash(), home.resolve("work").resolve(claim.worker()));
        switch (moment) {
            case AFTER_THE_CLAIM -> {}
            case IN_THE_BUILD -> Files.createDirectories(order.folder().resolve("half"));
            case AFTER_THE_BUILD -> StubBuilder.made(order);
            case BETWEEN_FILES_AND_COMMIT ->
                results.place(claim.hash(), StubBuilder.made(order).files());
        }
    }

    private void ageWorkFolders() throws IOException {
        if (Files.exists(home.resolve("work"))) {
            try (var left = Files.newDirectoryStream(home.resolve("work"))) {
                for (var each : left) {
                    Files.setLastModifiedTime(each, FileTime.from(clock.instant()));
                }
            }
        }
    }

    @Test
    void aBuildThatKillsItsNodeEachTimeIsGivenUp() {
        ImageRequest request = request();
        order(request);
        for (int attempt = 1; attempt <= BuildQueue.ATTEMPTS; attempt++) {
            assertThat(queue.claim()).isPresent();
            clock.advance(BuildQueue.LEASE.plusSeconds(1));
            queue.claim();
            clock.advance(Duration.ofMinutes(3));
        }

        assertThat(build(request).fault()).isEqualTo(BuildFault.INFRASTRUCTURE);
        assertThat(build(request).words()).contains("no sign of life");
    }

    @Test
    void aBuilderThatWasGivenUpForDeadCannotUndoWhatAnotherHasDone() throws Exception {
        ImageRequest request = request();
        order(request);
        BuildQueue.Claim slow = queue.claim().orElseThrow();
        clock.advance(BuildQueue.LEASE.plusSeconds(1));
        queue.claim();
        clock.advance(Duration.ofMinutes(3));
        Optional<BuildQueue.Claim> quick = queue.claim();
        assertThat(quick).isPresent();

        assertThat(queue.holds(slow, BuildStep.BUILDING)).isFalse();
        assertThat(queue.holds(quick.get(), BuildStep.BUILDING)).isTrue();
        queue.failed(slow, new Failed(BuildFault.BUILD_ERROR, "late", Output.NONE));
        queue.down(slow, "late", Output.NONE);
        assertThat(state(request)).isEqualTo(BuildState.STARTED);
        queue.done(
                quick.get(), StubBuilder.made(new Builder.Order(request, request.hash(), home.resolve("work/quick"))));
        Builder.Built late = StubBuilder.made(new Builder.Order(request, request.hash(), home.resolve("work/slow")));
        queue.done(slow, late);

        assertThat(state(request)).isEqualTo(BuildState.DONE);
        assertThat(late.files()).as("not moved").exists();
    }

    @Test
    void anErrorOfTheServerItselfIsNoAnswerEither() {
        builder.act = (order, watch) -> {
            throw new IllegalStateException("a slip");
        };
        order(request());
        workOnce();
        assertThat(state(request())).isEqualTo(BuildState.QUEUED);
        assertThat(build(request()).words()).isEqualTo("an error of the server: IllegalStateException");

        builder.act = (order, watch) -> {
            throw new StackOverflowError();
        };
        order(request(2));
        workOnce();
        assertThat(state(request(2))).isEqualTo(BuildState.QUEUED);
        assertThat(build(request(2)).words()).isEqualTo("an error of the server: StackOverflowError");
    }
}
