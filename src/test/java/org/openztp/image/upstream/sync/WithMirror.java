package org.openztp.image.upstream.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.BuilderArchive;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.MissingPackage;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.ProfileTitle;
import org.openztp.image.upstream.SampleUpstream;
import org.openztp.image.upstream.Target;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.job.Jobs;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** A catalogue and an upstream in a folder, on whichever database the subclass opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithMirror {
    private static final List<String> TABLES = List.of(
            "scheduled_tasks",
            "upstream_source",
            "upstream_fetch",
            "upstream_version",
            "upstream_target",
            "upstream_index",
            "upstream_package",
            "upstream_profile_name",
            "upstream_profile",
            "upstream_document");

    final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    TestDb test;
    Branches branches;
    Upstreams upstreams;
    Catalogue catalogue;
    Jobs jobs;
    Mirror mirror;
    SampleUpstream upstream;

    abstract TestDb open();

    @BeforeAll
    void openOnce() {
        test = open();
    }

    @AfterAll
    void close() {
        test.close();
    }

    @BeforeEach
    void start() throws IOException {
        db().run(WithMirror::empty);
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.copy(Path.of("conf", "branches.yaml"), conf.resolve("branches.yaml"));
        branches = new Branches(conf.resolve("branches.yaml"), clock);
        upstreams = new Upstreams(conf, clock);
        catalogue = new Catalogue(branches);
        jobs = new Jobs(db(), "idle", 1, clock);
        mirror = mirror(Duration.ofSeconds(60));
        upstream = new SampleUpstream(folder.resolve("upstream"));
        configure("upstreams: [{name: openwrt, url: \"" + upstream.folder() + "\"}]");
    }

    @AfterEach
    void end() {
        jobs.close();
    }

    /** As a new server finds its tables. */
    private static void empty(Tx tx) {
        for (String table : TABLES) {
            tx.em().createNativeQuery("delete from " + table).executeUpdate();
        }
        tx.em()
                .createNativeQuery(
                        "update upstream_catalogue set generation = 0, previous = 0, run = 0, state = 'IDLE',"
                                + " started_at = null, ended_at = null, done = 0, total = 0, words = null")
                .executeUpdate();
    }

    /** @param patience what one file may take */
    Mirror mirror(Duration patience) {
        return new Mirror(new Mirror.Base(db(), jobs, clock), new Sync.Setting(upstreams, branches, folder, patience));
    }

    /** What {@code conf/upstream.yaml} says. */
    void configure(String yaml) {
        try {
            Path file = folder.resolve("conf").resolve("upstream.yaml");
            // for the file to be another one, however coarse its file system's times are
            Path next = Files.writeString(folder.resolve("next.yaml"), yaml);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As its job does. */
    void sync() {
        try {
            mirror.job().run(SyncJob.ONLY);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Db db() {
        return test.db();
    }

    <T> T read(Function<Tx, T> look) {
        return db().tx(look::apply);
    }

    Map<String, String> targets(String version) {
        return db().tx(tx -> catalogue.targets(tx, version));
    }

    Optional<Target> target(String version, String target) {
        return db().tx(tx -> catalogue.target(tx, version, target));
    }

    Optional<BuilderArchive> builder(String version, String target) {
        return db().tx(tx -> catalogue.imageBuilder(tx, version, target));
    }

    Optional<Profile> find(String version, String target, String name) {
        return db().tx(tx -> catalogue.profile(tx, version, target, name));
    }

    Profile profile(String version, String target, String name) {
        return find(version, target, name).orElseThrow();
    }

    List<String> targetsOf(String version, String name) {
        return db().tx(tx -> catalogue.targetsOf(tx, version, name));
    }

    List<ProfileTitle> titles(String version) {
        return db().tx(tx -> catalogue.titles(tx, version));
    }

    Map<String, String> packagesOfTarget(String version, String target) {
        return db().tx(tx -> catalogue.packagesOfTarget(tx, version, target));
    }

    Map<String, String> packagesOfArchitecture(String version, String architecture) {
        return db().tx(tx -> catalogue.packagesOfArchitecture(tx, version, architecture));
    }

    List<String> packageNames(String version) {
        return db().tx(tx -> catalogue.packageNames(tx, version));
    }

    Map<String, List<Profile>> profiles(String version) {
        return db().tx(tx -> catalogue.profiles(tx, version));
    }

    List<String> targetsWithBuilder(String version) {
        return db().tx(tx -> catalogue.targetsWithBuilder(tx, version));
    }

    boolean hasPackage(String version, String target, String name) {
        return db().tx(tx -> catalogue.hasPackage(tx, version, target, name));
    }

    List<MissingPackage> missing(String version, String target, List<String> names) {
        return db().tx(tx -> catalogue.missing(tx, version, target, names));
    }

    /** What was wrong with the upstreams when they were last asked. */
    List<String> faults() {
        return mirror.view().upstreams().stream()
                .flatMap(each -> each.faults().stream())
                .toList();
    }

    long rows(String table) {
        return read(tx -> ((Number) tx.em()
                        .createNativeQuery("select count(*) from " + table)
                        .getSingleResult())
                .longValue());
    }
}
