package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    private final Digests digests = new Digests();
    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = Files.writeString(folder.resolve("abc.bin"), "abc");
    }

    @AfterEach
    void close() {
        digests.close();
    }

    private StoredFile file() throws IOException {
        return StoredFile.read("abc.bin", path);
    }

    @Test
    void askingBeginsTheReadingAndDoesNotWait() throws IOException {
        StoredFile file = file();
        digests.find(file);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(digests.find(file)).contains(ABC));
    }

    @Test
    void aVersionIsReadOnce() throws IOException {
        StoredFile file = file();
        assertThat(digests.of(file)).isEqualTo(ABC);
        FileTime modified = Files.getLastModifiedTime(path);
        Files.writeString(path, "xyz");
        Files.setLastModifiedTime(path, modified);
        assertThat(digests.of(file)).isEqualTo(ABC);
    }

    @Test
    void aFileThatChangedMeanwhileHasNoDigestAndIsReadAgainLater() throws IOException {
        StoredFile before = file();
        Files.writeString(path, "abcd");
        assertThatThrownBy(() -> digests.of(before))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("abc.bin");
        Files.writeString(path, "abc");
        assertThat(digests.of(file())).isEqualTo(ABC);
    }
}
