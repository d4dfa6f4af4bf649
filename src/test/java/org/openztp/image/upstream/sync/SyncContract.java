package org.openztp.image.upstream.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.image.upstream.BuilderArchive;
import org.openztp.image.upstream.MissingPackage;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.SampleUpstream;
import org.openztp.image.upstream.Target;
import org.openztp.image.upstream.Version;
import org.openztp.job.Jobs;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.Signer;

/** The catalogue as a folder of an upstream makes it, on each database. */
abstract class SyncContract extends WithMirror {
    private static final String ATH79 = "ath79/generic";

    @BeforeEach
    void twoVersions() {
        upstream.versions("23.05.5", "23.05.4", "24.10.0-rc6", "22.03.7", "17.01.7")
                .target("23.05.5", ATH79, "mips_24kc", "8dev_carambola2", "acme_one", "acme_two")
                .target("23.05.5", "x86/64", "x86_64", "generic")
                .target("24.10.0-rc6", ATH79, "mips_24kc", "8dev_carambola2")
                .feeds(
                        "23.05.5",
                        "mips_24kc",
                        Map.of("base", Map.of("firewall4", "2-1"), "packages", Map.of("vim", "9.0-1")))
                .feeds("23.05.5", "x86_64", Map.of("base", Map.of("e2fsprogs", "1-1")))
                .feeds("24.10.0-rc6", "mips_24kc", Map.of("base", Map.of("owut", "2024-1")))
                .index(
                        "releases/23.05.5/targets/ath79/generic/kmods/6.6.74-1-75d549fb5cfabb78",
                        2,
                        Map.of("kmod-usb2", "6.6.74-r1"));
    }

    @Test
    void whatAnUpstreamHasIsFoundByItsNames() {
        sync();

        assertThat(read(catalogue::versions)).extracting(Version::name).containsExactly("24.10.0-rc6", "23.05.5");
        assertThat(read(catalogue::latest)).extracting(Version::name).containsExactly("23.05.5");
        assertThat(targets("23.05.5")).containsExactly(Map.entry(ATH79, "mips_24kc"), Map.entry("x86/64", "x86_64"));
        Target target = target("23.05.5", ATH79).orElseThrow();
        assertThat(target.revision()).isEqualTo("r24106-10cc5fcd00");
        assertThat(target.packages()).containsExactly("base-files", "busybox", "libc");
        assertThat(target.content().has("profiles")).isFalse();
        String archive = SampleUpstream.builder("23.05.5", ATH79);
        assertThat(builder("23.05.5", ATH79))
                .contains(new BuilderArchive(
                        "openwrt",
                        "releases/23.05.5/targets/ath79/generic/" + archive,
                        archive,
                        Sha256.hex("builder of 23.05.5 ath79/generic"),
                        null));
        assertThat(packagesOfTarget("23.05.5", ATH79))
                .containsOnly(
                        Map.entry("base-files", "1.0-1"),
                        Map.entry("dnsmasq", "2.90-r3"),
                        Map.entry("kmod-usb2", "6.6.74-r1"));
        assertThat(packagesOfArchitecture("23.05.5", "mips_24kc"))
                .containsOnly(Map.entry("firewall4", "2-1"), Map.entry("vim", "9.0-1"));
        assertThat(packageNames("23.05.5"))
                .isSorted()
                .doesNotHaveDuplicates()
                .contains("base-files", "dnsmasq", "firewall4", "kmod-usb2", "vim");
        assertThat(profiles("23.05.5")).containsOnlyKeys(ATH79, "x86/64");
        assertThat(profiles("23.05.5").get(ATH79))
                .extracting(Profile::id)
                .containsExactly("8dev_carambola2", "acme_one", "acme_two");
        assertThat(targetsWithBuilder("23.05.5")).containsExactly(ATH79, "x86/64");
        assertThat(titles("23.05.5"))
                .extracting(title -> title.target() + " " + title.id())
                .containsExactly(
                        "ath79/generic 8dev_carambola2",
                        "ath79/generic acme_one",
                        "ath79/generic acme_two",
                        "x86/64 generic");
        assertThat(faults())
                .containsExactlyInAnyOrder(
                        "releases/23.05.4/.targets.json: there is no such file",
                        "releases/22.03.7/.targets.json: there is no such file");
    }

    @Test
    void aProfileIsFoundByItsIdAndByTheBoardsItIsFor() {
        sync();

        Profile profile = profile("23.05.5", ATH79, "8dev_carambola2");
        assertThat(profile.id()).isEqualTo("8dev_carambola2");
        assertThat(profile.packages()).containsExactly("kmod-usb2", "-wpad-basic-mbedtls");
        assertThat(profile.content().path("images")).hasSize(3);
        assertThat(profile("23.05.5", ATH79, "8dev,carambola2")).isEqualTo(profile);
        assertThat(profile("23.05.5", ATH79, "old-acme_one").id()).isEqualTo("acme_one");
        assertThat(find("23.05.5", ATH79, "acme_three")).isEmpty();
        assertThat(find("24.10.0-rc6", ATH79, "acme_one")).isEmpty();
        assertThat(find("23.05.99", ATH79, "acme_one")).isEmpty();
        assertThat(targetsOf("23.05.5", "acme,one")).containsExactly(ATH79);
        assertThat(targetsOf("23.05.5", "acme,three")).isEmpty();
    }

    @Test
    void aTargetWithTheGenericProfileAloneHasItForEveryName() {
        sync();

        assertThat(profile("23.05.5", "x86/64", "qemu-standard-pc").id()).isEqualTo("generic");
        assertThat(find("24.10.0-rc6", ATH79, "qemu-standard-pc")).isEmpty();
    }

    @Test
    void aBoardThatSeveralProfilesAreForIsTheOneThatNamesItFirst() {
        String file = "releases/23.05.5/targets/ath79/generic/profiles.json";
        upstream.write(
                        file,
                        new String(upstream.read(file))
                                .replace("old-acme_two", "acme,one")
                                .replace("old-8dev_carambola2", "many")
                                .replace("old-acme_one", "many"))
                .checksums("23.05.5", ATH79);
        sync();

        assertThat(profile("23.05.5", ATH79, "acme,one").id()).isEqualTo("acme_one");
        assertThat(find("23.05.5", ATH79, "many")).isEmpty();
    }

    @Test
    void packagesThatAreMissingAreNamedWithWhatTheyAreCalledNow() {
        sync();

        assertThat(missing(
                        "23.05.5",
                        ATH79,
                        List.of("vim", "libc", "kernel", "firewall", "nonsense", "kmod-usb2", "dnsmasq", "auc")))
                .containsExactly(
                        new MissingPackage("firewall", "firewall4"),
                        new MissingPackage("nonsense", null),
                        new MissingPackage("auc", null));
        assertThat(missing("24.10.0-rc6", ATH79, List.of("auc", "luci-app-opkg")))
                .containsExactly(new MissingPackage("auc", "owut"), new MissingPackage("luci-app-opkg", null));
        assertThat(hasPackage("23.05.5", "x86/64", "e2fsprogs")).isTrue();
        assertThat(hasPackage("23.05.5", "x86/64", "vim")).isFalse();
        assertThat(missing("23.05.5", ATH79, List.of())).isEmpty();
    }

    @Test
    void manyPackagesAreLookedForAtOnce() {
        sync();
        List<String> names =
                SampleUpstream.packages("x", 1234).keySet().stream().sorted().toList();

        assertThat(missing("23.05.5", ATH79, names))
                .extracting(MissingPackage::name)
                .containsExactlyElementsOf(names);
    }

    @Test
    void asLongAsNothingChangesTheGenerationStays() {
        sync();
        long first = read(catalogue::generation);
        assertThat(first).isPositive();
        long documents = rows("upstream_document");

        sync();
        assertThat(read(catalogue::generation)).isEqualTo(first);
        assertThat(rows("upstream_document")).isEqualTo(documents);

        upstream.feeds("23.05.5", "x86_64", Map.of("base", Map.of("e2fsprogs", "1-2")));
        sync();
        assertThat(read(catalogue::generation)).isGreaterThan(first);
        assertThat(packagesOfArchitecture("23.05.5", "x86_64")).containsOnly(Map.entry("e2fsprogs", "1-2"));
    }

    @Test
    void whatNoGenerationNeedsAnyMoreIsTakenAway() {
        sync();
        long documents = rows("upstream_document");
        for (int i = 0; i < 4; i++) {
            upstream.feeds("23.05.5", "x86_64", Map.of("base", SampleUpstream.packages("n" + i, 3000)));
            sync();
        }

        assertThat(rows("upstream_document")).isLessThanOrEqualTo(documents + 1);
        assertThat(rows("upstream_package")).isLessThan(2 * 3000 + 100);
        assertThat(rows("upstream_version")).isEqualTo(4);
        configure("upstreams: []");
        sync();
        upstream.versions("23.05.5");
        clock.advance(Duration.ofDays(8));
        configure("upstreams: [{name: other, url: \"" + folder + "/nowhere\"}]");
        sync();
        assertThat(rows("upstream_source")).isEqualTo(1);
        assertThat(read(catalogue::versions)).isEmpty();
    }

    @Test
    void aTargetThatCannotBeReadStaysAsItWasAndItsNeighbourDoesNot() {
        sync();
        upstream.target("23.05.5", "x86/64", "x86_64", "generic")
                .revised("23.05.5", "x86/64", "r24107-00000000aa")
                .write("releases/23.05.5/targets/ath79/generic/profiles.json", "<html>")
                .checksums("23.05.5", ATH79);
        sync();

        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains("ath79/generic/profiles.json: "));
        assertThat(target("23.05.5", "x86/64").orElseThrow().revision()).isEqualTo("r24107-00000000aa");
        assertThat(profile("23.05.5", ATH79, "acme_one").id()).isEqualTo("acme_one");
        assertThat(hasPackage("23.05.5", ATH79, "vim")).isTrue();
        assertThat(mirror.alerts()).anySatisfy(alert -> assertThat(alert).startsWith("upstream openwrt: "));
    }

    @Test
    void aTargetWhoseProfilesAreNotOfItsChecksumsIsBeingReplaced() {
        sync();
        String file = "releases/23.05.5/targets/ath79/generic/profiles.json";
        upstream.write(file, new String(upstream.read(file)).replace("r24106-10cc5fcd00", "r24109-00000000bb"));
        sync();

        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains("is being replaced"));
        assertThat(target("23.05.5", ATH79).orElseThrow().revision()).isEqualTo("r24106-10cc5fcd00");

        upstream.checksums("23.05.5", ATH79);
        sync();
        assertThat(target("23.05.5", ATH79).orElseThrow().revision()).isEqualTo("r24109-00000000bb");
        assertThat(faults()).noneSatisfy(fault -> assertThat(fault).contains("is being replaced"));
    }

    @Test
    void anUpstreamThatIsGoneLeavesWhatWasKnownOfIt() {
        sync();
        long before = read(catalogue::generation);
        Path away = folder.resolve("away");
        assertThat(upstream.folder().toFile().renameTo(away.toFile())).isTrue();
        sync();

        assertThat(faults())
                .singleElement()
                .asString()
                .contains("there is no such folder", "what was known before stays");
        assertThat(read(catalogue::generation)).isEqualTo(before);
        assertThat(profile("23.05.5", ATH79, "acme_one").id()).isEqualTo("acme_one");

        assertThat(away.toFile().renameTo(upstream.folder().toFile())).isTrue();
        upstream.write(".versions.json", "{}");
        sync();
        assertThat(faults()).singleElement().asString().contains("names no version");
        assertThat(read(catalogue::generation)).isEqualTo(before);
    }

    @Test
    void onlyWhatIsAskedForIsMirrored() {
        configure("upstreams: [{name: openwrt, url: \"" + upstream.folder()
                + "\", branches: [\"23.05\"], newest: 1, targets: [\"x86/*\"]}]");
        sync();

        assertThat(read(catalogue::versions)).extracting(Version::name).containsExactly("23.05.5");
        assertThat(targets("23.05.5")).containsOnlyKeys("x86/64");
        assertThat(faults()).isEmpty();
    }

    @Test
    void aVersionThatTwoUpstreamsHaveIsTheFirstOnes() {
        SampleUpstream own = new SampleUpstream(folder.resolve("own"))
                .versions("23.05.5", "23.05.6")
                .target("23.05.5", "x86/64", "x86_64", "generic")
                .target("23.05.6", "x86/64", "x86_64", "generic")
                .feeds("23.05.5", "x86_64", Map.of("base", Map.of()))
                .feeds("23.05.6", "x86_64", Map.of("base", Map.of()));
        configure("upstreams: [{name: openwrt, url: \"" + upstream.folder() + "\"}, {name: own, url: \"" + own.folder()
                + "/\"}]");
        sync();

        assertThat(read(catalogue::versions))
                .extracting(version -> version.name() + " " + version.upstream())
                .containsExactly("24.10.0-rc6 openwrt", "23.05.6 own", "23.05.5 openwrt");
        assertThat(builder("23.05.6", "x86/64").orElseThrow().upstream()).isEqualTo("own");
    }

    @Test
    void opkgsIndexTakesThePlaceOfOneWithAbis() {
        String place = "releases/23.05.5/packages/x86_64/base";
        upstream.index(place, 1, Map.of("libubox20230523", "1-1"));
        sync();
        assertThat(packagesOfArchitecture("23.05.5", "x86_64")).containsOnlyKeys("libubox20230523");

        upstream.write(place + "/Packages", "Package: libubox20230523\nVersion: 1-1\nABIVersion: 20230523\n\n");
        sync();
        assertThat(packagesOfArchitecture("23.05.5", "x86_64")).containsOnlyKeys("libubox");
    }

    @Test
    void whatOpenWrtWasRecordedWithIsRead() {
        Path recorded = SampleUpstream.recorded("").toAbsolutePath();
        configure("upstreams: [{name: recorded, url: \"" + recorded + "\", snapshots: true}]");
        sync();

        assertThat(read(catalogue::versions)).extracting(Version::name).containsExactly("SNAPSHOT", "23.05.5");
        assertThat(targets("23.05.5")).containsOnlyKeys("ath79/generic", "x86/64");
        assertThat(targets("SNAPSHOT")).containsOnlyKeys("testtarget/testsubtarget");
        assertThat(profile("23.05.5", ATH79, "8dev,carambola2").id()).isEqualTo("8dev_carambola2");
        assertThat(profile("23.05.5", ATH79, "carambola2").id()).isEqualTo("8dev_carambola2");
        assertThat(packagesOfTarget("SNAPSHOT", "testtarget/testsubtarget"))
                .containsOnlyKeys("base-files", "block-mount", "blockd");
        assertThat(hasPackage("SNAPSHOT", "testtarget/testsubtarget", "blockd")).isTrue();
    }

    @Test
    void wherePeopleSignTheImageBuildersCountWhenATrustedKeyHas() throws Exception {
        Signer trusted = new Signer("00000000000000a1");
        Signer stranger = new Signer("00000000000000b2");
        Path keys = Files.createDirectories(folder.resolve("conf").resolve("own-keys"));
        trusted.publishIn(keys);
        String ath79 = "releases/23.05.5/targets/ath79/generic/sha256sums";
        String x86 = "releases/23.05.5/targets/x86/64/sha256sums";
        upstream.write(ath79 + ".sig", trusted.sign(upstream.read(ath79)))
                .write(x86 + ".sig", stranger.sign(upstream.read(x86)));
        configure("upstreams: [{name: openwrt, url: \"" + upstream.folder()
                + "\", branches: [\"23.05\"], newest: 1, keys: own-keys}]");
        sync();

        assertThat(builder("23.05.5", ATH79).orElseThrow().signedBy()).isEqualTo(trusted.id());
        assertThat(targets("23.05.5")).containsOnlyKeys(ATH79);
        assertThat(faults()).singleElement().asString().contains("signed by 0 of the 1 trusted keys");

        stranger.publishIn(keys);
        sync();
        assertThat(builder("23.05.5", "x86/64").orElseThrow().signedBy()).isEqualTo(stranger.id());
    }

    @Test
    void aSyncIsDoneWhenItsTimeHasCome() throws Exception {
        mirror.schedule().run();
        assertThat(mirror.view().state()).isEqualTo("IDLE");
        configure("every: 6h\nupstreams: [{name: openwrt, url: \"" + upstream.folder() + "\"}]");
        clock.advance(Duration.ofMinutes(1));
        mirror.schedule().run();
        assertThat(mirror.view().state()).isEqualTo("QUEUED");
        sync();
        assertThat(mirror.view().state()).isEqualTo("IDLE");
        assertThat(mirror.view().endedAt()).isEqualTo(clock.instant());
        mirror.schedule().run();
        assertThat(mirror.view().state()).isEqualTo("IDLE");
        clock.advance(Duration.ofHours(6));
        mirror.schedule().run();
        assertThat(mirror.view().state()).isEqualTo("QUEUED");
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(1, 0));
    }

    @Test
    void aSyncThatAnotherOneHasOvertakenWritesNothingMore() {
        sync();
        SyncState state = new SyncState(clock);
        Portions.Run overtaken = new Portions.Run(db(), state, db().tx(state::begin));
        sync();
        long generation = read(catalogue::generation);

        assertThat(catchThrowable(() -> new Generation(99)
                        .write(
                                overtaken,
                                List.of(new Draft(new Version("1.2", "1.2", "x", "y", null), Map.of(), Map.of())))))
                .isInstanceOf(SyncState.Superseded.class);
        assertThat(catchThrowable(() -> db().run(tx -> state.turn(tx, overtaken.number(), 99))))
                .isInstanceOf(SyncState.Superseded.class);
        assertThat(read(catalogue::generation)).isEqualTo(generation);
    }
}
