package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirmwareFolderTest {
    @TempDir
    private Path home;

    private FirmwareFolder folder;

    @BeforeEach
    void fill() throws IOException {
        Path fw = Files.createDirectories(home.resolve("fw"));
        Files.createDirectories(fw.resolve("24.10"));
        Files.writeString(fw.resolve("a.bin"), "a");
        Files.writeString(fw.resolve("24.10/b.bin"), "bb");
        Files.writeString(fw.resolve(".hidden"), "h");
        Files.writeString(home.resolve("secret"), "s");
        Files.createSymbolicLink(fw.resolve("out"), home.resolve("secret"));
        Files.createSymbolicLink(fw.resolve("up"), home);
        Files.createSymbolicLink(fw.resolve("latest.bin"), Path.of("24.10/b.bin"));
        folder = new FirmwareFolder(fw);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.bin", "24.10/b.bin", "latest.bin"})
    void aFileInsideIsFound(String name) {
        assertThat(folder.find(name)).get().extracting(StoredFile::name).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                ".",
                "..",
                "../secret",
                "24.10/../../secret",
                "24.10/../a.bin",
                "./a.bin",
                "/a.bin",
                "a.bin/",
                "24.10",
                "24.10/",
                "24.10//b.bin",
                "out",
                "up/secret",
                ".hidden",
                "a.bin\u0000",
                "a.bin;x",
                "..\\secret",
                "24.10\\b.bin",
                "none.bin",
                "a.bin\n"
            })
    void whatIsNotAFileInsideIsNotFound(String name) {
        assertThat(folder.find(name)).isEmpty();
    }

    @Test
    void onlyFilesInsideAreListed() {
        assertThat(folder.list()).extracting(StoredFile::name).containsExactly("24.10/b.bin", "a.bin", "latest.bin");
    }

    @Test
    void aFolderThatIsNotThereIsEmpty() {
        FirmwareFolder none = new FirmwareFolder(home.resolve("none"));
        assertThat(none.list()).isEmpty();
        assertThat(none.find("a.bin")).isEmpty();
    }

    @Test
    void aFileThatIsReplacedIsAnotherOne() throws IOException {
        StoredFile old = folder.find("a.bin").orElseThrow();
        Path fresh = Files.writeString(home.resolve("fresh"), "b");
        Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(old.path()));
        Files.move(fresh, old.path(), StandardCopyOption.REPLACE_EXISTING);
        StoredFile replaced = folder.find("a.bin").orElseThrow();
        assertThat(replaced).isNotEqualTo(old);
        assertThat(replaced.etag()).isNotEqualTo(old.etag());
    }
}
