package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
                .contains("Faults (count: 1)", "-----------------")
                .anyMatch(line -> line.startsWith("[0] " + file + ":3: 'two': "));
    }

    @Test
    void whatIsNoListOfPatternsIsWrongAsAWhole() throws IOException {
        assertThat(check(write("neighbordb", "patterns: {"))).isFalse();
        assertThat(lines).anyMatch(line -> line.matches(".*/neighbordb:\\d+: .*"));
    }

    @Test
    void aFileThatSaysNothingOfDevicesIsTakenForNoPatternAndSaysWhoLooksAtIt() throws IOException {
        assertThat(check(write("conf/signals.yaml", "targets: []\n"))).isFalse();
        assertThat(lines)
                .contains("[0] " + folder.resolve("conf/signals.yaml")
                        + ": says nothing of what devices become; wrt doctor looks at all of conf");
        write("conf/neighbordb", "patterns: []\n");
        assertThat(check(folder.resolve("conf"))).as(lines.toString()).isTrue();
    }

    @Test
    void whatDevicesShouldRunIsKnownByItsName() throws IOException {
        assertThat(check(write("conf/desired-firmware.yaml", "rules:\n  - {tag: lab, build: 24.10.2}\n")))
                .isFalse();
        assertThat(lines).anyMatch(line -> line.startsWith("[0] desired-firmware.yaml:2: build: CATEGORY/VERSION"));
        assertThat(check(write("conf/desired-firmware.yaml", "rules:\n  - {tag: lab, build: campus/24.10.2}\n")))
                .isTrue();
    }

    @Test
    void definitionsPoolsAndAttributesAreKnownByTheirPlace() throws IOException {
        assertThat(check(write("definitions/ap.yaml", "actions:\n  - {action: rebot}\n")))
                .isFalse();
        assertThat(lines).anyMatch(line -> line.startsWith("[0] definitions/ap.yaml:2: action: there is no rebot"));
        assertThat(check(write("resources/names.yaml", "- a\n- a\n"))).isFalse();
        assertThat(lines).anyMatch(line -> line.contains("names.yaml:2: "));
        assertThat(check(write("nodes/abc/attributes", "a: 1\na: 2\n"))).isFalse();
        assertThat(lines).anyMatch(line -> line.startsWith("[0] nodes/abc/attributes:2: "));
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
    void aWholeFolderIsLookedThroughForWhatFitsNowhere() throws IOException {
        write("conf/neighbordb", """
                patterns:
                  - {name: one, definition: ap, match: {}}
                  - name: two
                    definition: gone
                    match: {}
                """);
        write("conf/definitions/ap.yaml", """
                attributes: {name: "allocate('names')", other: "allocate('nowhere')", x: "${a b}"}
                actions:
                  - {action: copy_file, attributes: {src: here, dst: /etc/x}}
                  - {action: copy_file, attributes: {src: ../secret, dst: /etc/x}}
                  - {action: copy_file, attributes: {src: $name, dst: /etc/x}}
                  - {action: restore, attributes: {src: gone.uci}}
                  - {action: run_script, attributes: {script: gone.sh, arguments: ["${nofun('x')}"]}}
                  - {action: template, attributes: {src: t, dst: /etc/x}}
                  - {action: template, attributes: {src: gone, dst: /etc/x}}
                  - {action: rebot}
                """);
        write("conf/files/here", "x");
        write("conf/secret", "x");
        write("conf/templates/t", "a\n${b\nallocate('x') ${allocate('gone2')}\n");
        Files.write(write("conf/templates/bytes", ""), new byte[] {(byte) 0xff});
        write("conf/resources/names.yaml", "- a\n");
        write("conf/attributes.yaml", "a: ${allocate('gone3', 'x')}\n");
        write("nodes/SN1/definition", "gone-too\n");
        write("nodes/SN1/attributes", "a: ${\n");
        write("nodes/SN1/startup-config", "package x\nconfig y\n");
        write("nodes/SN1/notes", "anything: [");
        write("nodes/-bad/definition", "ap");
        write("elsewhere", "ap");
        Files.createDirectories(folder.resolve("nodes/SN2"));
        Files.createSymbolicLink(folder.resolve("nodes/SN2/definition"), folder.resolve("elsewhere"));

        assertThat(check(folder)).isFalse();

        assertThat(lines.stream()
                        .filter(line -> line.matches("\\[\\d+] .*:.*"))
                        .map(line -> line.substring(line.indexOf(' ') + 1)
                                .replace(folder + "/", "")
                                .replaceAll("(: [^:;]*)[:;] .*", "$1")))
                .containsExactlyInAnyOrder(
                        "attributes.yaml:1: allocate",
                        "definitions/ap.yaml:10: action",
                        "definitions/ap.yaml:1: allocate",
                        "definitions/ap.yaml:1: ${a b",
                        "definitions/ap.yaml:4: src",
                        "definitions/ap.yaml:6: src",
                        "definitions/ap.yaml:7: script",
                        "definitions/ap.yaml:7: nofun('x')",
                        "definitions/ap.yaml:9: src",
                        "templates/t:2: ${",
                        "templates/t:3: allocate",
                        "conf/neighbordb:4: definition",
                        "templates/bytes: is no text in UTF-8, or cannot be read",
                        "nodes/SN1/definition:1: definition",
                        "nodes/SN1/attributes:1: ${",
                        "nodes/-bad/definition: no folder of a device can be called so",
                        "nodes/SN2/definition: it leads out of nodes, and is not read");
        assertThat(lines)
                .contains(
                        "Validating file '" + folder.resolve("nodes/SN1/startup-config") + "'",
                        "8 of 11 files are wrong");
        assertThat(FileCheck.faults(folder, 100, () -> false).faults()).hasSize(17);
        assertThat(FileCheck.faults(folder, 3, () -> false).faults()).hasSize(3);
    }

    @Test
    void aFolderThatCannotBeLookedIntoIsOneFaultOfMany() throws IOException {
        write("conf/neighbordb", "patterns: []\n");
        write("nodes/SN2/definition", "gone\n");
        Path closed = Files.createDirectories(folder.resolve("nodes/SN1"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("-wx------"));
        try {
            assumeThat(Files.isReadable(closed)).as("root may read all").isFalse();

            assertThat(FileCheck.faults(folder, 10, () -> false).faults())
                    .hasSize(2)
                    .anyMatch(fault -> fault.endsWith("nodes/SN1: cannot be looked into"));
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFileThatIsNotThereIsWrong() {
        assertThat(check(folder.resolve("gone"))).isFalse();
        assertThat(lines).anyMatch(line -> line.contains("gone: there is no such file"));
    }
}
