package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.config.BadFile;
import org.openztp.testkit.SettableClock;

class ImagesTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path home;

    private final SettableClock clock = new SettableClock();
    private final Digests digests = new Digests();
    private Path yaml;
    private Images images;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(home.resolve("fw"));
        Files.writeString(home.resolve("fw/abc.bin"), "abc");
        Files.writeString(home.resolve("fw/new.bin"), "abcd");
        yaml = home.resolve("firmware.yaml");
        images = new Images(yaml, new FirmwareFolder(home.resolve("fw")), digests, clock);
    }

    @AfterEach
    void close() {
        digests.close();
    }

    private void write(String text) throws IOException {
        Files.writeString(yaml, text);
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void theShippedFileNamesNoImage() throws IOException {
        write(Files.readString(Path.of("conf/firmware.yaml")));
        assertThat(images.forBoard("tplink,archer-c7-v5")).isEmpty();
        assertThat(images.problem()).isEmpty();
    }

    @Test
    void theExampleOfTheShippedFileIsRight() throws IOException {
        String example = Files.readString(Path.of("conf/firmware.yaml"))
                .replace("images: []", "")
                .replaceAll("(?m)^# (images:|  - boards|    release|    file)", "$1");
        write(example);
        assertThat(images.problem()).isEmpty();
        assertThatThrownBy(() -> images.forBoard("glinet,mt300n-v2"))
                .isInstanceOf(BadFile.class)
                .hasMessageContaining("24.10/generic-sysupgrade.bin");
    }

    @ParameterizedTest
    @CsvSource({
        "'tplink,archer-c7-v5', 23.05.5",
        "'tplink,archer-c7-v2', 23.05.5",
        "'tplink,archer-c70', ''",
        "'tplink.archer-c7-v5', ''",
        "'avm,fritzbox-4040', 24.10.0",
        "'avm,fritzbox-4140', ''",
        "'x86/64', ''",
        "'', ''",
    })
    void theFirstEntryThatNamesABoardIsItsImage(String board, String release) throws IOException {
        write("""
                images:
                  - {boards: ["tplink,archer-c7-*"], release: 23.05.5, file: abc.bin}
                  - {boards: ["tplink,archer-c7-v5", "avm,fritzbox-40?0"], release: "24.10.0", file: new.bin}
                """);
        assertThat(images.forBoard(board).map(Image::release).orElse("")).isEqualTo(release);
    }

    @Test
    void anImageComesWithItsSizeAndDigest() throws IOException {
        write("images: [{boards: [\"*\"], release: 23.05.5, file: abc.bin}]");
        assertThat(images.forBoard("any")).contains(new Image("abc.bin", "23.05.5", ABC, 3));
        assertThat(images.boardsOf("abc.bin")).isEqualTo(List.of("*"));
        assertThat(images.boardsOf("new.bin")).isEmpty();
    }

    @Test
    void aReplacedFileHasItsOwnDigest() throws IOException {
        write("images: [{boards: [\"*\"], release: 23.05.5, file: new.bin}]");
        String old = images.forBoard("any").orElseThrow().sha256();
        Files.writeString(home.resolve("fw/new.bin.part"), "abc");
        Files.move(home.resolve("fw/new.bin.part"), home.resolve("fw/new.bin"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(old).isNotEqualTo(ABC);
        assertThat(images.forBoard("any").orElseThrow().sha256()).isEqualTo(ABC);
    }

    @Test
    void aChangedFileIsReadAgainAndABadOneChangesNothing() throws IOException {
        write("images: []");
        assertThat(images.forBoard("any")).isEmpty();
        write("images: [{boards: [\"*\"], release: 23.05.5, file: abc.bin}]");
        assertThat(images.forBoard("any")).isPresent();
        write("images:\n  - boards: [\"*\"]\n    release: 23.05.5\n    colour: red\n    file: abc.bin\n");
        assertThat(images.forBoard("any")).isPresent();
        assertThat(images.problem().orElse("")).contains("firmware.yaml:4: ").contains("colour");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boards: []          | release: 23.05.5     | file: a.bin      | 2: boards: a list",
                "boards: any         | release: 23.05.5     | file: a.bin      | 2: boards: not the kind of value wanted here",
                "boards: [any]       | release: $(reboot)   | file: a.bin      | 3: release: what",
                "boards: [any]       | file: ../ztp.db      | release: 23.05.5 | 3: file: a path",
                "boards: [any]       | release: 23.05.5     | file: a b.bin    | 4: file: a path",
                "boards: [any]       | release: 23.05.5     | file: /etc/hosts | 4: file: a path",
                "boards: [any]       | colour: red          | file: a.bin      | 3: colour: unknown here",
                "boards: [any]       | file: [              | release: 1       | 3: file: not the kind",
                "release: 23.05.5    | # no boards          | file: a.bin      | 2: an image has boards",
            })
    void aMistakeIsToldWithItsLine(String first, String second, String third, String words) throws IOException {
        write("images:\n  - " + first + "\n    " + second + "\n    " + third + "\n");
        assertThatThrownBy(() -> images.forBoard("any"))
                .isInstanceOf(BadFile.class)
                .hasMessageContaining("firmware.yaml:" + words);
    }
}
