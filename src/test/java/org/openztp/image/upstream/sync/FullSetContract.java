package org.openztp.image.upstream.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.http.Json;
import org.openztp.image.upstream.SampleUpstream;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SqlRecord;

/**
 * All that a release of OpenWrt has, but for most of the packages: 75 targets with 1500 profiles, and five feeds for each of
 * 31 architectures. Synced; then each look-up reads what it is asked for, whatever else there is.
 */
abstract class FullSetContract extends WithMirror {
    private static final String VERSION = "23.05.5";
    private static final String TARGET = "ath79/generic";
    private static final int PROFILES = 20;
    private static final int MODULES = 100;

    /** In each feed. OpenWrt's have 1900 on average, which takes four times as long. */
    private static final int PACKAGES = 100;

    /** What a look-up may read for each thing it is asked for: a package is looked for in seven indexes. */
    private static final long FEW = 50;

    @Test
    void aFullSetIsSyncedAndEachLookUpIsReadByItsKeys() throws IOException {
        long files = released();
        long begun = System.nanoTime();
        sync();
        long first = System.nanoTime() - begun;
        begun = System.nanoTime();
        sync();
        long again = System.nanoTime() - begun;
        db().run(this::countRows);

        assertThat(faults()).isEmpty();
        assertThat(targets(VERSION)).hasSize(75);
        assertThat(titles(VERSION)).hasSize(75 * PROFILES);
        System.out.printf(
                "%s: %d files with %d rows of packages and %d profiles: first sync %d ms, next one %d ms%n",
                test,
                files,
                rows("upstream_package"),
                rows("upstream_profile"),
                Duration.ofNanos(first).toMillis(),
                Duration.ofNanos(again).toMillis());

        List<String> wanted = IntStream.range(0, 100).mapToObj(i -> "luci-" + i).toList();
        readsFew("a profile by its id", 1, () -> profile(VERSION, TARGET, "acme_ath79-generic-7"));
        readsFew("a profile by its board", 1, () -> profile(VERSION, TARGET, "old-acme_ath79-generic-7"));
        readsFew("no profile", 1, () -> find(VERSION, TARGET, "nonsense"));
        readsFew("the targets of a profile", 1, () -> targetsOf(VERSION, "acme_x86-64-3"));
        readsFew("a target", 1, () -> target(VERSION, TARGET));
        readsFew("the generation", 1, () -> read(catalogue::generation));
        readsFew("the versions", 1, () -> read(catalogue::versions));
        readsFew("a package", 1, () -> hasPackage(VERSION, TARGET, "luci-7"));
        readsFew("100 packages", 100, () -> missing(VERSION, TARGET, wanted));
        assertThat(missing(VERSION, TARGET, wanted)).isEmpty();
        readsFew("the targets", 75, () -> targets(VERSION));
        readsFew("the packages of a target", MODULES, () -> packagesOfTarget(VERSION, TARGET));
        readsFew("those of an architecture", 5 * PACKAGES, () -> packagesOfArchitecture(VERSION, "mips_24kc"));
        readsFew("the names of all packages", 75 * 5 * PACKAGES, () -> packageNames(VERSION));
        readsFew("all profiles", 75 * PROFILES, () -> profiles(VERSION));
        readsFew("the targets with an ImageBuilder", 75, () -> targetsWithBuilder(VERSION));
        readsFew("the upstreams", 1, mirror::view);
        readsFew("a sync that is wanted", 1, mirror::order);
    }

    /** Brings the databases' own statistics up to date, which they else do in their own time. */
    private void countRows(Tx tx) {
        if (db().vendor() == Vendor.H2) {
            tx.em().createNativeQuery("analyze").executeUpdate();
        } else {
            tx.em()
                    .createNativeQuery("analyze table upstream_version, upstream_target, upstream_index,"
                            + " upstream_package, upstream_profile, upstream_profile_name, upstream_document")
                    .getResultList();
        }
    }

    private long released() throws IOException {
        Map<String, String> targets = Json.MAPPER.readValue(
                Files.readString(SampleUpstream.recorded("releases/23.05.5/.targets.json")),
                new TypeReference<LinkedHashMap<String, String>>() {});
        upstream.versions(VERSION);
        targets.forEach((target, architecture) -> {
            String[] profiles = IntStream.range(0, PROFILES)
                    .mapToObj(i -> "acme_" + target.replace('/', '-') + "-" + i)
                    .toArray(String[]::new);
            upstream.target(VERSION, target, architecture, profiles)
                    .index(
                            SampleUpstream.path(VERSION) + "/targets/" + target + "/kmods/6.6.74-1-75d549fb5cfabb78",
                            2,
                            SampleUpstream.packages("kmod-" + target.replace('/', '-'), MODULES));
        });
        targets.values().stream().distinct().forEach(architecture -> {
            Map<String, Map<String, String>> feeds = new LinkedHashMap<>();
            for (String feed : List.of("base", "luci", "packages", "routing", "telephony")) {
                Map<String, String> some = SampleUpstream.packages(feed, PACKAGES);
                // no two architectures have the same file
                some.put(architecture.replace('+', '-'), "1");
                feeds.put(feed, some);
            }
            upstream.feeds(VERSION, architecture, feeds);
        });
        try (var all = Files.walk(upstream.folder())) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private void readsFew(String what, int things, Runnable look) {
        List<Long> rows = new ArrayList<>();
        for (SqlRecord.Executed statement : statements(look)) {
            QueryPlan plan = QueryPlan.of(db(), statement);
            assertThat(plan.rowsRead()).as("%s%n%s%n%s", what, statement, plan).isLessThanOrEqualTo(FEW * things);
            rows.add(plan.rowsRead());
        }
        long begun = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            look.run();
        }
        System.out.printf("%s: %s: %s rows read, %.2f ms%n", test, what, rows, (System.nanoTime() - begun) / 50 / 1e6);
    }

    private List<SqlRecord.Executed> statements(Runnable look) {
        List<SqlRecord.Executed> all = test.sql().executedDuring(look).stream()
                .filter(each -> !each.sql().startsWith("insert"))
                .toList();
        assertThat(all).isNotEmpty();
        return all;
    }
}
