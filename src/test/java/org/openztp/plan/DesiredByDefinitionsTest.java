package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.desired.DesiredBuild;

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

        assertThat(new Definitions(bench.conf.resolve("definitions"), bench.clock).desired())
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
    void theDefinitionOfOneNodeHasNoSayInIt() throws IOException {
        Path file = folder.resolve("nodes/0200000000aa/definition");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "actions: []\nfirmware: campus/24.10.2\n");
        assertThat(Nodes.validate(file, action -> false))
                .singleElement()
                .asString()
                .startsWith("nodes/0200000000aa/definition:2: firmware: only definitions for many say it");
    }
}
