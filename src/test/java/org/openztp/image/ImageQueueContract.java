package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Problem;

/** What was asked for waits its turn, and is made once. */
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
}
