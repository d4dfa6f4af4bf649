package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.desired.DesiredBuild;
import org.openztp.desired.DesiredImage;

/** Which build a definition wants its devices to run. */
class DesiredByDefinitionsTest {
    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
    }

    @Test
    void itIsKnownByTheNameThatPlansHave() throws IOException {
        bench.write("definitions/one.yaml", "name: access point\nactions: []\nfirmware: campus/24.10.2\n");
        bench.write("definitions/two.yaml", "actions: []\nfirmware: {build: campus/24.10.3, fix: automatic}\n");
        bench.write("definitions/three.yaml", "actions: []\nfirmware:\n");
        bench.write("definitions/broken.yaml", "actions: {}\nfirmware: campus/24.10.2\n");

        assertThat(new Definitions(bench.conf.resolve("definitions"), bench.clock)
                        .desired()
                        .builds())
                .isEqualTo(Map.of(
                        "access point", new DesiredBuild("campus/24.10.2", false),
                        "two", new DesiredBuild("campus/24.10.3", true)));
        assertThat(bench.planner().nameOf(bench.target("one"))).isEqualTo("access point");
        assertThat(bench.planner().nameOf(bench.target("two"))).isEqualTo("two");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            24.10.2                          | build: CATEGORY/VERSION
            [campus/24.10.2]                 | one line of at most
            {fix: automatic}                 | build: CATEGORY/VERSION
            {build: campus/1, fix: today}    | fix: report or automatic
            {build: campus/1, fxi: report}   | did you mean fix?
            campus/$version                  | build: CATEGORY/VERSION
            """)
    void whatIsNoBuildIsToldByFileAndLine(String written, String words) throws IOException {
        Path file = bench.write("definitions/ap.yaml", "actions: []\nfirmware: " + written + "\n");
        assertThat(Definitions.validate(file))
                .isNotEmpty()
                .first()
                .asString()
                .startsWith("definitions/ap.yaml:2: ")
                .contains(words);
    }

    @Test
    void anImageThatIsMadeIsKnownByTheSameName() throws IOException {
        bench.write(
                "definitions/one.yaml",
                "name: access point\nactions: []\nupgrade:\n  fix: automatic\n"
                        + "  image: {packages: [tcpdump, -ppp], version: 24.10, filesystem: squashfs}\n");
        bench.write("definitions/two.yaml", "actions: []\nupgrade: {image: {}}\n");

        assertThat(new Definitions(bench.conf.resolve("definitions"), bench.clock)
                        .desired()
                        .images())
                .isEqualTo(Map.of(
                        "access point",
                        DesiredImage.of(List.of("tcpdump", "-ppp"), "24.10", "squashfs", "automatic"),
                        "two",
                        DesiredImage.of(List.of(), null, null, null)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            campus/24.10.2                         | upgrade: a mapping is wanted
            {fix: automatic}                       | upgrade: a mapping is wanted
            {image: tcpdump}                       | upgrade: a mapping is wanted
            {image: {pakages: [mc]}}               | did you mean packages?
            {image: {}, fixx: report}              | did you mean fix?
            {image: {}, fix: today}                | fix: report or automatic
            {image: {packages: [$(reboot)]}}       | upgrade: packages: a list of at most 500
            {image: {packages: [[mc]]}}            | upgrade: packages: a list of at most 500
            {image: {version: newest}}             | upgrade: version: a release such as
            {image: {version: [24.10]}}            | version: one line of at most
            {image: {filesystem: fat}}             | upgrade: filesystem: squashfs
            """)
    void whatIsNoImageIsToldByFileAndLine(String written, String words) throws IOException {
        Path file = bench.write("definitions/ap.yaml", "actions: []\nupgrade: " + written + "\n");
        assertThat(Definitions.validate(file))
                .isNotEmpty()
                .first()
                .asString()
                .startsWith("definitions/ap.yaml:2: ")
                .contains(words);
    }

    @Test
    void aBuildAndAnImageTogetherAreTooMuch() throws IOException {
        Path file = bench.write("definitions/ap.yaml", "actions: []\nfirmware: campus/24.10.2\nupgrade: {image: {}}\n");
        assertThat(Definitions.validate(file))
                .singleElement()
                .asString()
                .isEqualTo("definitions/ap.yaml:3: upgrade: firmware names a build of the store already;"
                        + " a definition says one of the two");
    }

    @Test
    void theDefinitionOfOneNodeHasNoSayInIt() throws IOException {
        Path file = folder.resolve("nodes/0200000000aa/definition");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "actions: []\nfirmware: campus/24.10.2\n");
        assertThat(Nodes.validate(file, action -> false))
                .singleElement()
                .asString()
                .startsWith("nodes/0200000000aa/definition:2: firmware: only definitions for many say it");
        Files.writeString(file, "actions: []\nupgrade: {image: {}}\n");
        assertThat(Nodes.validate(file, action -> false))
                .singleElement()
                .asString()
                .startsWith("nodes/0200000000aa/definition:2: upgrade: only definitions for many say it");
    }
}
