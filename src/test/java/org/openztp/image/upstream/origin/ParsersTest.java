package org.openztp.image.upstream.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openztp.image.upstream.SampleUpstream.recorded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.image.upstream.Version.Standing;

/** What the files of an upstream say, by those that were recorded of OpenWrt's own. */
class ParsersTest {
    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    @Test
    void versionsAreReadWithWhatTheyAreCalled() throws Exception {
        VersionsJson read = VersionsJson.read(recorded(".versions.json"), ".versions.json");

        assertThat(read.names()).containsExactly("1.2.3", "22.03.7", "23.05.5", "24.10.0-rc6");
        assertThat(read.standings())
                .containsOnly(
                        Map.entry(Standing.UPCOMING, "24.10.0-rc6"),
                        Map.entry(Standing.STABLE, "23.05.5"),
                        Map.entry(Standing.OLDSTABLE, "22.03.7"));
        assertThat(VersionsJson.read(recorded("ofs-versions.json"), "x").standings())
                .containsOnly(Map.entry(Standing.STABLE, "23.05.4"));
    }

    @Test
    void anEmptyNameIsNoUpcomingVersion() throws Exception {
        VersionsJson read =
                VersionsJson.read(file("{\"upcoming_version\":\"\",\"versions_list\":[\"23.05.5\",\"../x\"]}"), "x");

        assertThat(read.names()).containsExactly("23.05.5");
        assertThat(read.standings()).isEmpty();
    }

    @Test
    void targetsComeInTheirOrderWithTheirArchitectures() throws Exception {
        Map<String, String> read = TargetsJson.read(recorded("releases/23.05.5/.targets.json"), "x");

        assertThat(read).hasSize(75).containsEntry("ath79/generic", "mips_24kc").containsEntry("x86/64", "x86_64");
        assertThat(read.keySet().iterator().next()).isEqualTo("kirkwood/generic");
    }

    @Test
    void profilesComeOneByOneAndTheRestOfTheFileStaysAsItIs() throws Exception {
        List<ProfilesJson.Sink.Profile> profiles = new ArrayList<>();
        ProfilesJson read =
                ProfilesJson.read(recorded("snapshots/targets/ath79/generic/profiles.json"), "x", profiles::add);

        assertThat(read.target()).isEqualTo("ath79/generic");
        assertThat(read.architecture()).isEqualTo("mips_24kc");
        assertThat(read.revision()).isEqualTo("r28695-22d1e6cd26");
        assertThat(read.kernelFolder()).isEqualTo("6.6.74-1-75d549fb5cfabb78b8a91bec585e5ecb");
        assertThat(read.content())
                .contains("\"source_date_epoch\":1737902564", "\"default_packages\":[\"apk-mbedtls\"")
                .doesNotContain("carambola");
        assertThat(profiles).hasSize(1);
        assertThat(profiles.get(0).id()).isEqualTo("8dev_carambola2");
        assertThat(profiles.get(0).supportedDevices()).containsExactly("8dev,carambola2", "carambola2");
        assertThat(profiles.get(0).titles()).isEqualTo("[{\"model\":\"Carambola2\",\"vendor\":\"8devices\"}]");
        assertThat(profiles.get(0).content()).contains("\"sha256_unsigned\":\"31f29cf6a7573c63");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "releases/1.2.3/targets/testtarget/testsubtarget/profiles.json",
                "releases/23.05.5/targets/x86/64/profiles.json",
                "snapshots/targets/testtarget/testsubtarget/profiles.json",
                "ofs-23.05.4/x86-64-profiles.json"
            })
    void aTargetWithoutAKernelHasNoFolderOfModules(String recorded) throws Exception {
        List<ProfilesJson.Sink.Profile> profiles = new ArrayList<>();

        assertThat(ProfilesJson.read(recorded(recorded), "x", profiles::add).kernelFolder())
                .isEmpty();
        assertThat(profiles).hasSize(1);
    }

    @Test
    void anIndexSaysWhetherItsNamesAreThePackages() throws Exception {
        String packages = "\"packages\":{\"vim\":\"9.0-1\",\"libubox20230523\":\"2023.05.23~75a3b870-1\"}}";
        PackageIndex old = PackageIndex.json(file("{\"architecture\":\"x86_64\"," + packages), "x");
        PackageIndex now = PackageIndex.json(file("{\"version\":2,\"architecture\":\"x86_64\"," + packages), "x");

        assertThat(old.format()).isEqualTo(1);
        assertThat(now.format()).isEqualTo(2);
        assertThat(now.packages())
                .containsOnly(Map.entry("vim", "9.0-1"), Map.entry("libubox20230523", "2023.05.23~75a3b870-1"));
    }

    @Test
    void opkgsIndexIsReadWithoutTheAbiBehindTheNames() throws Exception {
        assertThat(PackageIndex.text(recorded("snapshots/packages/testarch/base/Packages"), "x")
                        .packages())
                .containsOnly(
                        Map.entry("base-files", "214-r12467-5ea1b1ecd1"),
                        Map.entry("block-mount", "2020-01-21-deb745f8-1"),
                        Map.entry("blockd", "2020-01-21-deb745f8-1"));
        assertThat(PackageIndex.text(
                                file("Package: libubox20230523\r\nVersion: 1-1\nABIVersion: 20230523\nDescription: a\n"
                                        + " Package: b\n\nPackage: libc\nVersion: 2\nABIVersion: libc\n\n\n"
                                        + "Package: last\nVersion: 3"),
                                "x")
                        .packages())
                .containsOnly(Map.entry("libubox", "1-1"), Map.entry("libc", "2"), Map.entry("last", "3"));
    }

    @Test
    void feedsAreNamedByTheirLinesAndTheBaseBesides() throws Exception {
        String lines = "# of the build\nsrc-git packages https://git.openwrt.org/feed/packages.git^067c2b3\n"
                + "src-git luci https://git.openwrt.org/project/luci.git^2f4d3c\nsrc-git-full own /x\n";

        assertThat(FeedsConf.read(file(lines), "x")).containsExactly("base", "packages", "luci", "own");
        assertThat(FeedsConf.read(file(""), "x")).containsExactly("base");
    }

    @ParameterizedTest
    @CsvSource({
        "openwrt-imagebuilder-23.05.5-x86-64.Linux-x86_64.tar.xz",
        "openwrt-imagebuilder-ath79-generic.Linux-x86_64.tar.zst",
        "immortalwrt-imagebuilder-24.10.0-x86-64.Linux-x86_64.tar.zst"
    })
    void theImageBuilderIsFoundAmongTheChecksums(String builder) throws Exception {
        String sha256 = "ab".repeat(32);
        Checksums read = Checksums.read(
                file("c0".repeat(32) + " *profiles.json\n" + sha256 + " *" + builder + "\n" + "d0".repeat(32)
                        + " *openwrt-sdk-23.05.5-x86-64_gcc-12.3.0_musl.Linux-x86_64.tar.xz\nnonsense\n"),
                "x");

        assertThat(read.builder()).contains(builder);
        assertThat(read.byFile()).containsOnly(Map.entry(builder, sha256), Map.entry("profiles.json", "c0".repeat(32)));
        assertThat(read.agrees("profiles.json", "c0".repeat(32))).isTrue();
        assertThat(read.agrees("profiles.json", sha256)).isFalse();
        assertThat(read.agrees("packages/index.json", sha256)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a/b\":1}",
                "{\"a/b\":\"x\"} {}",
                "{\"a/b\":\"x\",\"a/b\":\"x\"}",
                "{\"../etc\":\"x\"}",
                "{\"a/b/c\":\"x\"}",
                "{\"a/..\":\"x\"}",
                "{\"-f/b\":\"x\"}",
                "{\"a/b\":\"x/../../y\"}",
                "{\"a/$(id)\":\"x\"}",
                "{\"a/b\\n\":\"x\"}",
                "{\"a/b\":null}",
                "<html>not found</html>"
            })
    void whatIsNoListOfTargetsIsRefused(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> TargetsJson.read(file, ".targets.json"))
                .isInstanceOf(Unfit.class)
                .hasMessageStartingWith(".targets.json: ")
                .hasMessageNotContainingAny("\n", folder.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"packages\":{\"a b\":\"1\"}}",
                "{\"packages\":{\"-f\":\"1\"}}",
                "{\"packages\":{\"a;id\":\"1\"}}",
                "{\"packages\":{\"a\":\"$(id)\"}}",
                "{\"packages\":{\"a\":[]}}",
                "{\"packages\":[]}",
                "{\"version\":3,\"packages\":{}}",
                "{\"version\":\"x\",\"packages\":{}}",
                "{}"
            })
    void whatIsNoIndexIsRefused(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> PackageIndex.json(file, "index.json")).isInstanceOf(Unfit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"target\":\"a/b\",\"arch_packages\":\"x\",\"version_code\":\"r1-a\",\"profiles\":{}}",
                "{\"target\":\"a/b\",\"arch_packages\":\"x\",\"version_code\":\"r1 a\",\"profiles\":{\"x\":{\"titles\":[],\"images\":[]}}}",
                "{\"target\":\"a/b\",\"arch_packages\":\"x\",\"version_code\":\"r1-a\",\"profiles\":{\"x\":{}}}",
                "{\"target\":\"a/b\",\"arch_packages\":\"x\",\"version_code\":\"r1-a\",\"profiles\":{\"x\":7}}",
                "{\"target\":\"a/b\",\"arch_packages\":\"x\",\"version_code\":\"r1-a\",\"profiles\":{\"../x\":{\"titles\":[],\"images\":[]}}}",
                "{\"target\":\"a/b\",\"arch_packages\":\"x\",\"version_code\":\"r1-a\",\"profiles\":{\"x\":{\"titles\":["
            })
    void whatIsNoListOfProfilesIsRefused(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> ProfilesJson.read(file, "profiles.json", profile -> {}))
                .isInstanceOf(Unfit.class);
    }

    @Test
    void whatIsTooDeepOrTooMuchIsRefusedWithoutBeingHeld() throws IOException {
        Path deep = file("{\"packages\":{\"a\":" + "[".repeat(100_000));
        assertThatThrownBy(() -> PackageIndex.json(deep, "x")).isInstanceOf(Unfit.class);

        StringBuilder many = new StringBuilder("{\"packages\":{\"a\":\"1\"");
        for (int i = 0; i < 60_000; i++) {
            many.append(",\"a").append(i).append("\":\"1\"");
        }
        Path index = file(many.append("}}").toString());
        assertThatThrownBy(() -> PackageIndex.json(index, "x"))
                .isInstanceOf(Unfit.class)
                .hasMessageContaining("more than 50000");

        Path profile = file("{\"profiles\":{\"x\":{\"titles\":[" + "\"0123456789abcdef\",".repeat(100_000));
        assertThatThrownBy(() -> ProfilesJson.read(profile, "x", each -> {}))
                .isInstanceOf(Unfit.class)
                .hasMessageContaining("a part has more than");

        Path line = file("Package: " + "a".repeat(100_000));
        assertThatThrownBy(() -> PackageIndex.text(line, "x"))
                .isInstanceOf(Unfit.class)
                .hasMessageContaining("line");
    }

    @Test
    void twoImageBuildersAreOneTooMany() throws IOException {
        Path file = file("ab".repeat(32) + " *openwrt-imagebuilder-a.Linux-x86_64.tar.xz\n" + "cd".repeat(32)
                + " *openwrt-imagebuilder-b.Linux-x86_64.tar.zst\n");

        assertThatThrownBy(() -> Checksums.read(file, "sha256sums"))
                .isInstanceOf(Unfit.class)
                .hasMessageContaining("two ImageBuilders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"src-git ../x https://a", "src-git -x https://a", "src-git a/b https://a"})
    void aFeedIsNoPath(String line) throws IOException {
        Path file = file(line);

        assertThatThrownBy(() -> FeedsConf.read(file, "feeds.conf")).isInstanceOf(Unfit.class);
    }
}
