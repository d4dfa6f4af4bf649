package org.openztp.image.upstream.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.SampleUpstream;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.job.Jobs;
import org.openztp.testkit.KillSwitch;
import org.openztp.testkit.MortalConnections;

/**
 * A sync that dies at its first statement, a few statements later, and so on: the catalogue is always a whole one, and the
 * next sync goes on.
 */
class SyncBrokenOffIT {
    private static final String VERSION = "23.05.5";
    private static final String TARGET = "acme/one";

    /** To die at each of the two hundred takes half a minute. */
    private static final int STRIDE = 3;

    private static final int PACKAGES = 600;

    private final InstantSource clock = InstantSource.system();

    @TempDir
    private Path home;

    private KillSwitch kill = KillSwitch.never();
    private Db db;
    private Jobs jobs;
    private Mirror mirror;
    private Catalogue catalogue;
    private SampleUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.copy(Path.of("conf", "branches.yaml"), conf.resolve("branches.yaml"));
        upstream = new SampleUpstream(home.resolve("upstream")).versions(VERSION);
        Files.writeString(
                conf.resolve("upstream.yaml"), "upstreams: [{name: openwrt, url: \"" + upstream.folder() + "\"}]");
        db = Db.open(
                new DbConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 6),
                MortalConnections.atStatementsAndCommits(() -> kill));
        jobs = new Jobs(db, "idle", 1, clock);
        Branches branches = new Branches(conf.resolve("branches.yaml"), clock);
        catalogue = new Catalogue(branches);
        mirror = new Mirror(
                new Mirror.Base(db, jobs, clock),
                new Sync.Setting(new Upstreams(conf, clock), branches, home, Duration.ofSeconds(60)));
    }

    @AfterEach
    void close() {
        jobs.close();
        db.close();
    }

    /** Everything of it is of this build. */
    private void build(int number) {
        upstream.target(VERSION, TARGET, "arch", "acme_one", "acme_two").revised(VERSION, TARGET, "r" + number);
        Map<String, String> packages = SampleUpstream.packages("p", PACKAGES);
        packages.replaceAll((name, version) -> Integer.toString(number));
        upstream.feeds(VERSION, "arch", Map.of("base", packages));
    }

    private void sync() throws Exception {
        mirror.job().run(SyncJob.ONLY);
    }

    @Test
    void whereverItDiesTheCatalogueIsAWholeOneAndTheNextSyncGoesOn() throws Exception {
        build(0);
        sync();
        int steps = 0;
        boolean died = true;
        while (died) {
            int build = steps + STRIDE;
            build(build);
            kill = new KillSwitch(steps);
            Throwable end = catchThrowable(this::sync);
            died = kill.isDead();
            kill = KillSwitch.never();
            assertThat(end != null).as("after %d steps: %s", steps, end).isEqualTo(died);
            assertThat(db.<Integer>tx(this::buildOfCatalogue)).isIn(build - STRIDE, build);
            sync();
            assertThat(db.<Integer>tx(this::buildOfCatalogue)).isEqualTo(build);
            assertThat(rows("upstream_document where complete = false")).isZero();
            assertThat(rows("upstream_package")).isLessThanOrEqualTo(3L * (PACKAGES + 2));
            assertThat(mirror.view().state()).isEqualTo("IDLE");
            steps += STRIDE;
        }
        assertThat(steps).isGreaterThan(50);
    }

    /** Of which build all of it is. */
    private int buildOfCatalogue(Tx tx) {
        String revision = catalogue.target(tx, VERSION, TARGET).orElseThrow().revision();
        Map<String, String> packages = catalogue.packagesOfArchitecture(tx, VERSION, "arch");
        assertThat(catalogue.profiles(tx, VERSION, TARGET)).hasSize(2);
        assertThat(packages).hasSize(PACKAGES);
        assertThat(packages.values()).containsOnly(revision.substring(1));
        return Integer.parseInt(revision.substring(1));
    }

    private long rows(String from) {
        return db.tx(tx -> ((Number) tx.em()
                        .createNativeQuery("select count(*) from " + from)
                        .getSingleResult())
                .longValue());
    }
}
