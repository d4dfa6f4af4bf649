package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCheckTest {
    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    private boolean check(Path file) {
        lines.clear();
        return new FileCheck().test(file, lines::add);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void patternsAreCountedAndNumberedAsZtpserverDoes() throws IOException {
        Path file = write("my-neighbors", """
                patterns:
                  - {name: one, definition: a, match: {}}
                  - {name: two, definition: b, match: {subnet: 10.0.0.0/99}}
                  - {name: three, definition: c, node: "ABC"}
                """);

        assertThat(check(file)).isFalse();

        assertThat(lines)
                .startsWith(
                        "Validating file '" + file + "'",
                        "",
                        "Valid Patterns (count: 2)",
                        "-------------------------",
                        "[0] one",
                        "[2] three",
                        "",
                        "Failed Patterns (count: 1)",
                        "--------------------------",
                        "[1] two",
                        "")
                .anyMatch(line -> line.startsWith(file + ":3: 'two': "));
    }

    @Test
    void whatIsNoListOfPatternsIsWrongAsAWhole() throws IOException {
        assertThat(check(write("neighbordb", "patterns: {"))).isFalse();
        assertThat(lines).anyMatch(line -> line.matches(".*/neighbordb:\\d+: .*"));
    }

    @Test
    void definitionsPoolsAndAttributesAreKnownByTheirPlace() throws IOException {
        assertThat(check(write("definitions/ap.yaml", "actions:\n  - {action: rebot}\n")))
                .isFalse();
        assertThat(lines).anyMatch(line -> line.startsWith("definitions/ap.yaml:2: action: there is no rebot"));
        assertThat(check(write("resources/names.yaml", "- a\n- a\n"))).isFalse();
        assertThat(lines).anyMatch(line -> line.contains("names.yaml:2: "));
        assertThat(check(write("nodes/abc/attributes", "a: 1\na: 2\n"))).isFalse();
        assertThat(lines).anyMatch(line -> line.startsWith("nodes/abc/attributes:2: "));
    }

    @Test
    void theShippedFolderIsGood() {
        assertThat(check(Path.of("conf"))).as(lines.toString()).isTrue();
        assertThat(lines)
                .contains(
                        "Validating file 'conf/neighbordb'",
                        "[0] every router",
                        "Validating file 'conf/definitions/default.yaml'",
                        "Validating file 'conf/resources/example.yaml'",
                        "Validating file 'conf/attributes.yaml'");
    }

    @Test
    void aFileThatIsNotThereIsWrong() {
        assertThat(check(folder.resolve("gone"))).isFalse();
        assertThat(lines).anyMatch(line -> line.contains("gone: there is no such file"));
    }
}
