package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.auth.Vault;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.job.Backoff;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** The queue on a real database, with a builder that does what the test wants; its workers are run by the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ImageStage {
    static final int LONGEST = 40;

    @TempDir
    Path home;

    final StubBuilder builder = new StubBuilder();
    final Vault vault = new Vault(new byte[32]);
    SettableClock clock;
    TestDb test;
    ImageBuilds builds;
    Results results;
    BuildQueue queue;
    ImageOrders orders;

    abstract TestDb open();

    @BeforeAll
    void openDb() {
        test = open();
        ToyCatalogue.fill(test.db(), "openwrt-imagebuilder.tar.zst", "0".repeat(64));
    }

    @AfterAll
    void closeDb() {
        test.close();
    }

    @BeforeEach
    void anEmptyQueue() {
        clock = new SettableClock(Instant.parse("2026-05-04T03:02:01Z"));
        test.db().run(tx -> {
            tx.em().createQuery("delete from ImageResult").executeUpdate();
            tx.em().createQuery("delete from ImageBuild").executeUpdate();
        });
        builder.act = (order, watch) -> StubBuilder.made(order);
        builder.orders.clear();
        Catalogue catalogue = new Catalogue(new Branches(Path.of("conf", "branches.yaml"), clock));
        Wishes wishes = new Wishes(catalogue, Path.of("conf", "image.yaml"), clock);
        builds = new ImageBuilds(test.db(), wishes, vault, LONGEST, clock);
        results = new Results(home.resolve("made"));
        queue = new BuildQueue(
                builds, vault, results, new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(2), new Random(1)));
        orders = new ImageOrders(builds, results);
    }

    /** As a node that has just been started. */
    BuildWorkers workers(int builders) {
        return new BuildWorkers(queue, builder, results, home.resolve("work"), builders);
    }

    BuildCare care(long mostBytes) {
        return new BuildCare(builds, queue, results, home.resolve("work"), mostBytes);
    }

    boolean workOnce() {
        try (BuildWorkers one = workers(0)) {
            return one.workOnce();
        }
    }

    static ImageRequest request(String... packages) {
        return new ImageRequest(
                ToyCatalogue.VERSION,
                "",
                ToyCatalogue.TARGET,
                "acme_one",
                new ImageRequest.Packages(List.of(packages), null, false),
                null,
                null,
                null,
                null,
                null);
    }

    /** Another one for each number. */
    static ImageRequest request(int number) {
        return new ImageRequest(
                ToyCatalogue.VERSION, "", ToyCatalogue.TARGET, "acme_one", null, null, number, null, null, null);
    }

    ImageBuild order(ImageRequest request) {
        return builds.order(request, "somebody");
    }

    ImageBuild build(ImageRequest request) {
        return find(request).orElseThrow();
    }

    Optional<ImageBuild> find(ImageRequest request) {
        return test.db().tx(tx -> builds.find(tx, request.hash()));
    }

    BuildState state(ImageRequest request) {
        return build(request).state();
    }

    void assertMade(ImageRequest request) {
        assertThat(state(request)).as(build(request).words()).isEqualTo(BuildState.DONE);
        assertThat(results.find(request.hash(), "image.bin"))
                .hasValueSatisfying(file -> assertThat(file).hasContent("acme_one"));
        assertThat(home.resolve("work"))
                .satisfiesAnyOf(
                        work -> assertThat(work).doesNotExist(),
                        work -> assertThat(Files.list(work)).isEmpty());
    }
}
