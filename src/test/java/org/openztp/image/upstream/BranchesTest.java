package org.openztp.image.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.http.Json;
import org.openztp.testkit.SettableClock;

class BranchesTest {
    private final SettableClock clock = new SettableClock();

    @TempDir
    private Path folder;

    private Branches shipped() {
        return new Branches(Path.of("conf", "branches.yaml"), clock);
    }

    private Branches of(String yaml) throws IOException {
        return new Branches(Files.writeString(folder.resolve("branches.yaml"), yaml), clock);
    }

    /** What a running asu server was recorded with; a fixture's branch of its own besides. */
    @Test
    void asShippedTheBranchesSayWhatAnAsuServerSays() throws IOException {
        JsonNode recorded =
                Json.MAPPER.readTree(SampleUpstream.recorded("branches.json").toFile());
        int compared = 0;
        for (Branch branch : shipped().all()) {
            for (JsonNode other : recorded) {
                if (other.path("name").asText().equals(branch.name())) {
                    List<PackageChange> told = branch.changes().stream()
                            .filter(PackageChange::isOfOne)
                            .toList();
                    assertThat(Json.MAPPER.<JsonNode>valueToTree(told))
                            .as(branch.name())
                            .isEqualTo(other.path("package_changes"));
                    assertThat(branch.path()).isEqualTo(other.path("path").asText());
                    assertThat(branch.snapshot())
                            .isEqualTo(other.path("snapshot").asBoolean());
                    assertThat(branch.branchOffRev() == null ? 0 : branch.branchOffRev())
                            .isEqualTo(other.path("branch_off_rev").asInt());
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(6);
        assertThat(shipped().problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"23.05.5, 23.05", "24.10.0-rc6, 24.10", "24.10-SNAPSHOT, 24.10", "SNAPSHOT, SNAPSHOT", "1.2.3, 1.2"})
    void aVersionTellsItsBranch(String version, String branch) {
        assertThat(Branch.nameOf(version)).isEqualTo(branch);
    }

    @Test
    void aChangeOfManyNamesKeepsWhatTheStarStandsFor() {
        PackageChange change = new PackageChange("luci-i18n-opkg-*", "luci-i18n-package-manager-*", 27897, null);

        assertThat(change.isOf("luci-i18n-opkg-de")).isTrue();
        assertThat(change.isOf("luci-i18n-opkg")).isFalse();
        assertThat(change.newName("luci-i18n-opkg-pt-br")).contains("luci-i18n-package-manager-pt-br");
        assertThat(new PackageChange("a-*-en", null, 1, null).isOf("a-en")).isFalse();
        assertThat(new PackageChange("a-*-en", null, 1, null).newName("a-b-en")).isEmpty();
    }

    @Test
    void aBranchThatIsNotEnabledIsNone() throws IOException {
        Branches some = of("branches:\n  \"23.05\": {enabled: false}\n  \"24.10\": {path: \"old/{version}\"}\n");

        assertThat(some.all()).extracting(Branch::name).containsExactly("24.10");
        assertThat(some.find("24.10").orElseThrow().pathOf("24.10.1")).isEqualTo("old/24.10.1");
        assertThat(some.changes("24.10.1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "branches: {x: {}}|x: SNAPSHOT or the name of a branch",
                "branches: {'23.05': {path: ../x}}|path: a path below",
                "branches: {'23.05': {branch_off_rev: 0}}|branch_off_rev: the number",
                "branches: {'23.05': {nonsense: 0}}|nonsense: unknown here",
                "package_changes: [{source: a b, revision: 1}]|source: the name of a package",
                "package_changes: [{source: a, target: b*, revision: 1}]|target: source has no *",
                "package_changes: [{source: a**, revision: 1}]|one * may stand in it",
                "package_changes: [{source: a, target: b}]|revision"
            })
    void aMistakeIsNamed(String yaml, String words) throws IOException {
        Branches bad = of("# a comment\n" + yaml + "\n");

        assertThat(bad.problem())
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("branches.yaml:").contains(words));
        assertThat(bad.changes("23.05.5")).isEmpty();
    }
}
