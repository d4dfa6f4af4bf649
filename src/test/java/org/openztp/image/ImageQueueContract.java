package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;
import org.openztp.image.Builder.Output;

/** What was asked for is made once, in turns, and lost by nothing. */
abstract class ImageQueueContract extends ImageStage {
    private static final Caller OPERATOR = new Caller(1, "maria", Role.OPERATOR, "");

    @Test
    void aRequestIsMadeAndFoundByItsHash() {
        ImageRequest request = request("tcpdump");
        assertThat(order(request).state()).isEqualTo(BuildState.QUEUED);

        assertThat(workOnce()).isTrue();

        assertMade(request);
        ImageBuild made = build(request);
        ImageResult result = test.db().tx(tx -> builds.result(tx, made).orElseThrow());
        assertThat(result.answer()).isEqualTo("{\"id\":\"acme_one\"}");
        assertThat(result.stdout()).isEqualTo("out");
        assertThat(order(request).state()).isEqualTo(BuildState.DONE);
        assertThat(workOnce()).as("nothing is left").isFalse();
    }

    @Test
    void aBoardAndAnotherSpellingAreTheSameRequest() {
        ImageRequest board = new ImageRequest(
                ToyCatalogue.VERSION, "", ToyCatalogue.TARGET, "acme,one", null, null, null, null, null, "owut/1");

        assertThat(order(board).id()).isEqualTo(order(request()).id());
    }

    @Test
    void howeverManyAskForTheSameAtOnceItIsMadeOnce() throws Exception {
        List<Callable<Long>> askers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int kind = i % 4;
            String who = "client" + i;
            askers.add(() -> builds.order(request(kind + 1), who).id());
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Set<Long> ids = new HashSet<>();
        for (Future<Long> each : threads.invokeAll(askers)) {
            ids.add(each.get());
        }
        threads.shutdownNow();

        assertThat(ids).hasSize(4);
        while (workOnce()) {
            assertThat(builder.orders).hasSizeLessThanOrEqualTo(4);
        }
        assertThat(builder.orders).hasSize(4);
    }

    @Test
    void thoseWhoWaitTakeTurnsHoweverMuchOneWants() {
        for (int i = 1; i <= 6; i++) {
            builds.order(request(i), "greedy");
        }
        builds.order(request(7), "modest");
        builds.order(request(8), "late");
        builds.order(request(9), "modest");

        while (workOnce()) {
            assertThat(builder.orders).isNotEmpty();
        }

        assertThat(builder.orders.stream().map(order -> order.request().rootfsSizeMb()))
                .containsExactly(1, 7, 8, 2, 9, 3, 4, 5, 6);
    }

    @Test
    void aPlaceInTheQueueTellsHowManyAreAheadAndHowLongThatTakes() {
        for (int i = 1; i <= 3; i++) {
            builds.order(request(i), "greedy");
        }
        builds.order(request(4), "modest");

        assertThat(place(request(1)).ahead()).isZero();
        assertThat(place(request(4)).ahead()).isEqualTo(1);
        assertThat(place(request(2)).ahead()).isEqualTo(2);
        assertThat(place(request(2)).left()).as("before any was made").isEqualTo(Duration.ofMinutes(6));

        builder.act = (order, watch) -> {
            clock.advance(Duration.ofSeconds(30));
            return StubBuilder.made(order);
        };
        workOnce();

        assertThat(place(request(3)).ahead()).isEqualTo(2);
        assertThat(place(request(3)).left()).isEqualTo(Duration.ofSeconds(90));
        ImageBuild made = build(request(1));
        boolean waits = test.db().tx(tx -> builds.place(tx, made).isPresent());
        assertThat(waits).isFalse();
    }

    private ImageBuilds.Place place(ImageRequest request) {
        ImageBuild build = build(request);
        return test.db().tx(tx -> builds.place(tx, build).orElseThrow());
    }

    @Test
    void theQueueHasAnEndAndOneWhoAsksHasAQuarterOfIt() {
        for (int i = 1; i <= LONGEST / 4; i++) {
            builds.order(request(i), "greedy");
        }
        Refused own = catchThrowableOfType(Refused.class, () -> builds.order(request(99), "greedy"));
        for (int i = LONGEST / 4 + 1; i <= LONGEST; i++) {
            builds.order(request(i), "client" + i);
        }
        Refused all = catchThrowableOfType(Refused.class, () -> builds.order(request(99), "modest"));

        assertThat(own.reason()).isEqualTo(Refused.Reason.QUEUE);
        assertThat(all).hasMessageContaining("queue contains too many build requests: 40");
        assertThat(builds.order(request(1), "modest").state())
                .as("what waits is found")
                .isEqualTo(BuildState.QUEUED);
        assertThatThrownBy(() -> orders.ask(wanted(99), OPERATOR))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
    }

    private static NewImageBuild wanted(int number) {
        return new NewImageBuild(
                ToyCatalogue.VERSION, null, null, "acme_one", null, null, false, null, number, null, null, false, null);
    }

    @Test
    void withoutATargetTheOnlyOneIsTakenThatHasTheProfile() {
        ImageBuildView view = orders.ask(wanted(7), OPERATOR);

        assertThat(view.wanted().target()).isEqualTo(ToyCatalogue.TARGET);
        assertThat(view.ahead()).isZero();
        assertThatThrownBy(() -> builds.target(ToyCatalogue.VERSION, "acme_nine"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("No target of 24.10.2 has it");
    }

    @Test
    void whatTheCatalogueDoesNotHaveIsRefusedAndNotQueued() {
        Map<ImageRequest, String> refused = Map.of(
                request().of("23.05.0", "acme_one"),
                "Unsupported version: 23.05.0",
                request().of(ToyCatalogue.VERSION, "Foobar"),
                "Unsupported profile: Foobar. The requested profile was"
                        + " either dropped or never existed. Please check the forums for more information.",
                new ImageRequest(ToyCatalogue.VERSION, "", "foo/bar", "acme_one", null, null, null, null, null, null),
                "Unsupported target: foo/bar. The requested target was either dropped, is still being built or is"
                        + " not supported by the selected version. Please check the forums or try again later.",
                request("tcpdump", "nonsense", "-whatever", "libc"),
                "Unsupported package(s): nonsense");
        refused.forEach((request, words) -> {
            assertThatThrownBy(() -> order(request)).isInstanceOf(Refused.class).hasMessage(words);
            assertThat(find(request)).isEmpty();
        });
    }

    @Test
    void aPackageThatWasRenamedIsNamedWithItsNewName() {
        Refused refused = catchThrowableOfType(Refused.class, () -> order(request("auc", "nonsense")));

        assertThat(refused).hasMessage("Unsupported package(s): auc (now owut), nonsense");
        assertThat(refused.missing()).hasSize(2);
    }

    @Test
    void repositoriesThatAreNotOnTheListAreRefused() {
        ImageRequest request = new ImageRequest(
                ToyCatalogue.VERSION,
                "",
                ToyCatalogue.TARGET,
                "acme_one",
                null,
                null,
                null,
                null,
                new ImageRequest.Repositories(Map.of("evil", "https://evil.example/"), true, null),
                null);

        assertThatThrownBy(() -> order(request))
                .isInstanceOf(Refused.class)
                .hasMessage("Repository not allowed: evil (https://evil.example/)");
    }

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
    void imagesAreKeptAsLongAsTheyAreTheAnswer() throws IOException {
        ImageRequest plain = request();
        ImageRequest versions = new ImageRequest(
                ToyCatalogue.VERSION,
                "",
                ToyCatalogue.TARGET,
                "acme_one",
                new ImageRequest.Packages(null, Map.of("tcpdump", "1.0-1"), false),
                null,
                null,
                null,
                null,
                null);
        ImageRequest secret = request().starting("psk=geheim");
        for (ImageRequest each : List.of(plain, versions, secret)) {
            order(each);
            workOnce();
            assertMade(each);
        }
        assertKept(Duration.ofMinutes(29), plain, versions, secret);
        assertKept(Duration.ofMinutes(2), plain, versions);
        assertKept(Duration.ofHours(23), plain, versions);
        assertKept(Duration.ofHours(1), versions);
        assertKept(Duration.ofDays(5).plusHours(23), versions);
        assertKept(Duration.ofHours(2));
    }

    private void assertKept(Duration later, ImageRequest... kept) throws IOException {
        clock.advance(later);
        care(Long.MAX_VALUE).run();
        List<String> hashes = new ArrayList<>();
        for (ImageRequest each : kept) {
            assertThat(find(each)).isPresent();
            hashes.add(each.hash());
        }
        try (var folders = Files.list(home.resolve("made"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(hashes);
        }
    }

    @Test
    void onePinnedIsKeptUntilItIsNotAndAnswersMeanwhile() throws IOException {
        ImageRequest request = request();
        order(request);
        workOnce();
        orders.pin(build(request).id(), true);

        assertKept(Duration.ofDays(30), request);
        assertThat(order(request).state()).isEqualTo(BuildState.DONE);
        care(0).run();
        assertMade(request);
        orders.pin(build(request).id(), false);
        assertKept(Duration.ZERO);
    }

    @Test
    void whenAllTogetherHaveTooMuchTheLeastUsedGo() throws IOException {
        for (int i = 1; i <= 10; i++) {
            order(request(i));
            workOnce();
            clock.advance(Duration.ofMinutes(20));
        }
        order(request(1));

        care(10 * 8 - 1).run();

        assertThat(find(request(1))).as("used just now").isPresent();
        assertThat(find(request(2))).isEmpty();
        assertThat(find(request(3))).isEmpty();
        assertThat(find(request(5))).isPresent();
        assertThat(results.folder(request(2).hash())).doesNotExist();
    }

    @Test
    void aDatabaseAndAFolderOfDifferentBackupsAreBroughtTogether() throws IOException {
        for (int i = 1; i <= 2; i++) {
            order(request(i));
            workOnce();
        }
        Folders.delete(results.folder(request(1).hash()));
        String nobodys = "0".repeat(64);
        Files.createDirectories(results.folder(nobodys));

        care(Long.MAX_VALUE).run();

        assertThat(find(request(1))).as("no files").isEmpty();
        assertMade(request(2));
        assertThat(results.folder(nobodys)).doesNotExist();
    }

    @Test
    void whatRunsAtTheFirstStartIsSealedAndOpenedForTheBuilderAlone() {
        ImageRequest request = request().starting("psk=geheim");
        order(request);

        String stored = test.db()
                .tx(tx -> tx.em()
                        .createQuery("select b.request from ImageBuild b", String.class)
                        .getSingleResult());
        assertThat(stored).contains("acme_one").doesNotContain("geheim");
        assertThat(build(request).sealedDefaults())
                .hasValueSatisfying(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain("geheim"));
        workOnce();
        assertThat(builder.orders.get(0).request().firstStart()).contains("psk=geheim");
        assertThat(orders.show(build(request).id()).toString()).doesNotContain("geheim");
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

    @Test
    void manyBuildersMakeEachOnce() {
        List<Integer> made = new CopyOnWriteArrayList<>();
        builder.act = (order, watch) -> {
            made.add(order.request().rootfsSizeMb());
            return StubBuilder.made(order);
        };
        try (BuildWorkers one = workers(3);
                BuildWorkers other = workers(3)) {
            one.start(Duration.ZERO, () -> {});
            other.start(Duration.ZERO, () -> {});
            for (int i = 1; i <= 30; i++) {
                builds.order(request(i), "client" + i);
                one.nudge();
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> test.db().tx(tx -> ImageBuilds.count(tx, BuildState.DONE)) == 30);
        }
        assertThat(made).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void aSeedIsMadeByWhoKeepsSecretsAndItsFilesAreFoundByNoHash() throws Exception {
        Function<Tx, String> defaults = tx -> "psk='geheim'";
        ImageBuild seed = builds.orderSeed(request("tcpdump"), defaults, "maria");
        ImageBuild another = builds.orderSeed(request("tcpdump"), defaults, "maria");
        ImageRequest plain = request("tcpdump").starting("psk='geheim'");
        order(plain);
        assertThat(List.of(seed.hash(), another.hash(), plain.hash())).doesNotHaveDuplicates();

        assertThat(queue.claim(false).map(BuildQueue.Claim::hash)).hasValue(plain.hash());
        assertThat(queue.claim(false)).isEmpty();
        assertThat(workOnce()).isTrue();

        assertThat(builder.orders.get(0).request().firstStart()).hasValue("psk='geheim'");
        assertThat(results.find(seed.hash(), "image.bin")).isEmpty();
        assertThat(orders.file(seed.id(), "image.bin", OPERATOR)).hasContent("acme_one");
        assertThatThrownBy(() -> orders.file(another.id(), "image.bin", OPERATOR))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> orders.file(seed.id(), "../image.bin", OPERATOR))
                .isInstanceOf(Problem.class);
        clock.advance(Duration.ofHours(23));
        care(Long.MAX_VALUE).run();
        assertThat(orders.file(seed.id(), "image.bin", OPERATOR)).exists();
        clock.advance(Duration.ofHours(2));
        care(Long.MAX_VALUE).run();
        assertThat(home.resolve("made").resolve(seed.hash())).doesNotExist();
        assertThat(find(plain)).isPresent();
    }

    @Test
    void aSeedThatCannotBeAskedForLeavesNothingBehind() {
        List<String> asked = new ArrayList<>();

        assertThatThrownBy(() -> builds.orderSeed(
                        request("nonsense"),
                        tx -> {
                            asked.add("secret");
                            return "true";
                        },
                        "maria"))
                .isInstanceOf(Refused.class);

        assertThat(asked).hasSize(1);
        assertThat(workOnce()).isFalse();
    }
}
