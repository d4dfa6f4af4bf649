package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path folder;

    private Path tree;
    private Path other;

    @BeforeEach
    void aTreeWithLinks() throws IOException {
        other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("precious"), "precious");
        tree = folder.resolve("tree");
        Path run =
                Files.writeString(Files.createDirectories(tree.resolve("deep")).resolve("run"), "12345");
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(run, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        Files.createSymbolicLink(tree.resolve("here"), Path.of("deep/run"));
        Files.createSymbolicLink(tree.resolve("out"), other);
        Files.createSymbolicLink(tree.resolve("broken"), Path.of("nowhere"));
    }

    @Test
    void aCopyHasTheSameLinksModesAndTimes() throws IOException {
        Path copy = folder.resolve("copy");

        Folders.copy(tree, copy);

        assertThat(copy.resolve("deep/run")).hasContent("12345");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("deep/run"))))
                .isEqualTo("rwxr-x---");
        assertThat(Files.getLastModifiedTime(copy.resolve("deep/run")).toInstant())
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(Files.readSymbolicLink(copy.resolve("here"))).isEqualTo(Path.of("deep/run"));
        assertThat(Files.readSymbolicLink(copy.resolve("broken"))).isEqualTo(Path.of("nowhere"));
        assertThat(Files.readSymbolicLink(copy.resolve("out"))).isEqualTo(other);
    }

    @Test
    void whatLiesBehindALinkIsNeitherCountedNorRemoved() {
        assertThat(Folders.bytes(tree)).isLessThan(100).isGreaterThanOrEqualTo(5);

        Folders.delete(tree);
        Folders.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(other.resolve("precious")).hasContent("precious");
    }
}
