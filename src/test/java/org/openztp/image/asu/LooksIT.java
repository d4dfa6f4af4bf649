package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Vault;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuilds;
import org.openztp.image.ImageRequest;
import org.openztp.image.ToyCatalogue;
import org.openztp.image.Wishes;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.testkit.TestDb;

/** How builds stand, on a database that another node changes. */
class LooksIT {
    private static TestDb test;
    private static Looks looks;

    @BeforeAll
    static void start() {
        test = TestDb.h2();
        ToyCatalogue.fill(test.db(), "openwrt-imagebuilder.tar.zst", "0".repeat(64));
        InstantSource clock = InstantSource.system();
        Catalogue catalogue = new Catalogue(new Branches(Path.of("conf", "branches.yaml"), clock));
        Wishes wishes = new Wishes(catalogue, Path.of("conf", "image.yaml"), clock);
        looks = new Looks(test.db(), new ImageBuilds(test.db(), wishes, new Vault(new byte[32]), 40, clock), clock);
    }

    @AfterAll
    static void stop() {
        test.close();
    }

    private static String order(int number) {
        return looks.order(
                        new ImageRequest(
                                ToyCatalogue.VERSION,
                                "",
                                ToyCatalogue.TARGET,
                                "acme_one",
                                null,
                                null,
                                number,
                                null,
                                null,
                                null),
                        "somebody")
                .hash();
    }

    @Test
    void tenThousandPollsOfWhatIsOnItsWayHardlyReadTheDatabase() {
        List<String> hashes = List.of(order(1), order(2), order(3));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> hashes.stream()
                        .allMatch(hash -> test.sql()
                                .executedDuring(() -> looks.find(hash))
                                .isEmpty()));

        int statements = test.sql()
                .executedDuring(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        assertThat(looks.find(hashes.get(i % 3))).isPresent();
                    }
                })
                .size();

        assertThat(statements).isLessThan(100);
    }

    @Test
    void oneThatWasJustOrderedIsFoundAtOnce() {
        looks.waiting();

        assertThat(looks.find(order(4)).orElseThrow().build().state()).isEqualTo(BuildState.QUEUED);
    }

    @Test
    void whatAnotherNodeDoesIsSeen() {
        order(6);
        String hash = order(5);
        assertThat(looks.find(hash).orElseThrow().ahead()).isPositive();

        to(hash, BuildState.STARTED);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> looks.find(hash).orElseThrow().build().state() == BuildState.STARTED);
        to(hash, BuildState.CANCELLED);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> looks.find(hash).orElseThrow().build().state() == BuildState.CANCELLED);
    }

    private static void to(String hash, BuildState state) {
        test.db()
                .run(tx -> tx.em()
                        .createQuery("update ImageBuild b set b.state = :state where b.hash = :hash")
                        .setParameter("state", state)
                        .setParameter("hash", hash)
                        .executeUpdate());
    }

    @Test
    void whatNobodyAskedForIsNotThere() {
        assertThat(looks.find("0".repeat(64))).isEmpty();
        assertThat(looks.find("../etc/passwd")).isEmpty();
    }
}
