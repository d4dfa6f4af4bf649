package org.openztp.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.TarGz;
import org.openztp.testkit.ToyImageBuilder;

class UnpackingTest {
    private static final Unpacking.Limits LIMITS = new Unpacking.Limits(1 << 20, 100);
    private static final byte[] NONE = new byte[0];

    @TempDir
    Path folder;

    private Path into;

    @BeforeEach
    void anEmptyFolder() throws IOException {
        into = Files.createDirectory(folder.resolve("into"));
    }

    private void unpack(byte[] tar, String ending) throws BadArchive, IOException {
        unpackBytes(ToyImageBuilder.compressed(tar, ending), ending);
    }

    private void unpackBytes(byte[] archive, String ending) throws BadArchive, IOException {
        Unpacking.unpack(new ByteArrayInputStream(archive), "a" + ending, into, LIMITS);
    }

    @ParameterizedTest
    @ValueSource(strings = {".tar.xz", ".tar.zst"})
    void whatIsInItLiesInTheFolderWithItsModesAndLinks(String ending) throws Exception {
        unpack(
                new TarGz()
                        .folder("ib/")
                        .entry('0', "ib/run", "", "run".getBytes(), 0755)
                        .file("ib/deep/er/data", "data")
                        .link("ib/here", "deep/er/data")
                        .entry('1', "ib/same", "ib/run", NONE, 0755)
                        .tar(),
                ending);

        assertThat(into.resolve("ib/run")).isExecutable().hasContent("run");
        assertThat(into.resolve("ib/deep/er/data")).hasContent("data");
        assertThat(Files.isExecutable(into.resolve("ib/deep/er/data"))).isFalse();
        assertThat(into.resolve("ib/here")).isSymbolicLink().hasContent("data");
        assertThat(into.resolve("ib/same")).hasContent("run");
    }

    static Stream<Arguments> refused() {
        byte[] bytes = "x".getBytes();
        return Stream.of(
                Arguments.of("an absolute name", new TarGz().file("/tmp/x", "x"), "no name of a file"),
                Arguments.of("a name that leads out", new TarGz().file("a/../../x", "x"), "leads out"),
                Arguments.of("a name with a newline", new TarGz().file("a\nb", "x"), "no name of a file"),
                Arguments.of(
                        "a file below a link", new TarGz().link("a", ".").file("a/x", "x"), "below a link or a file"),
                Arguments.of(
                        "a file below a file", new TarGz().file("a", "x").file("a/x", "x"), "below a link or a file"),
                Arguments.of(
                        "a file where a link is", new TarGz().link("a", "b").file("a", "x"), "twice"),
                Arguments.of("a file twice", new TarGz().file("a", "x").file("a", "y"), "twice"),
                Arguments.of("a device", new TarGz().entry('3', "a", "", NONE, 0644), "neither a file nor a folder"),
                Arguments.of("a pipe", new TarGz().entry('6', "a", "", NONE, 0644), "neither a file nor a folder"),
                Arguments.of(
                        "a hard link to what leads out", new TarGz().entry('1', "a", "../x", NONE, 0644), "leads out"),
                Arguments.of("a hard link to /", new TarGz().entry('1', "a", "/etc/passwd", NONE, 0644), "no name"),
                Arguments.of("a hard link to nothing", new TarGz().entry('1', "a", "b", NONE, 0644), "not there"),
                Arguments.of(
                        "a hard link to a link",
                        new TarGz().link("b", "c").entry('1', "a", "b", NONE, 0644),
                        "is or lies below a link"),
                Arguments.of("a file without a name", new TarGz().entry('0', "./", "", bytes, 0644), ""),
                Arguments.of("nothing", new TarGz(), "nothing in it"),
                Arguments.of("too much", new TarGz().file("a", new byte[2 << 20]), "more than 1 MiB"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefused(String what, TarGz tar, String words) {
        assertThatThrownBy(() -> unpack(tar.tar(), ".tar.zst"))
                .isInstanceOf(BadArchive.class)
                .hasMessageContaining(words);
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(into));
    }

    @Test
    void linksThatLeadOutAreLeftAway() throws Exception {
        unpack(
                new TarGz()
                        .link("perl", "/usr/bin/perl")
                        .link("up", "../../etc/passwd")
                        .file("a", "x")
                        .tar(),
                ".tar.xz");

        assertThat(into).isDirectoryNotContaining(path -> !path.endsWith("a"));
    }

    @Test
    void tooManyEntriesAreRefused() {
        TarGz tar = new TarGz();
        for (int i = 0; i < 101; i++) {
            tar.file("file" + i, "");
        }
        assertThatThrownBy(() -> unpack(tar.tar(), ".tar.zst"))
                .isInstanceOf(BadArchive.class)
                .hasMessageContaining("more than 100 entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {".tar.xz", ".tar.zst"})
    void aBombIsGivenUpLongBeforeItsEnd(String ending) {
        byte[] bomb = ToyImageBuilder.compressed(new byte[64 << 20], ending);
        byte[] content = new TarGz().file("zeroes", new byte[40 << 20]).tar();

        assertThat(bomb.length).isLessThan(100_000);
        assertThatThrownBy(() -> unpack(content, ending)).isInstanceOf(BadArchive.class);
        assertThat(into.resolve("zeroes"))
                .satisfiesAnyOf(
                        file -> assertThat(file).doesNotExist(),
                        file -> assertThat(Files.size(file)).isLessThan(2 << 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {".tar.xz", ".tar.zst"})
    void oneThatIsCutOffOrDamagedIsRefusedAtWhateverPlace(String ending) {
        byte[] random = new byte[3000];
        new Random(1).nextBytes(random);
        byte[] archive =
                ToyImageBuilder.compressed(new TarGz().file("a", random).tar(), ending);
        for (int length = 0; length < archive.length - 1; length += 97) {
            byte[] cut = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> unpackFresh(cut, ending))
                    .as("cut at %d", length)
                    .isInstanceOfAny(BadArchive.class, IOException.class);
        }
    }

    private void unpackFresh(byte[] archive, String ending) throws BadArchive, IOException {
        Path fresh = Files.createTempDirectory(folder, "fresh");
        Unpacking.unpack(new ByteArrayInputStream(archive), "a" + ending, fresh, LIMITS);
    }

    @Test
    void anArchiveOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> unpackBytes(new TarGz().file("a", "x").bytes(), ".tar.gz"))
                .isInstanceOf(BadArchive.class)
                .hasMessageContaining("neither .tar.xz nor .tar.zst");
    }

    @Test
    void theWindowOfOpenWrtsOwnArchivesIsNotTooLarge() throws Exception {
        byte[] tar = new TarGz().file("a", "x").tar();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out, 20)) {
            zstd.setLong(25);
            zstd.write(tar);
        }
        unpackBytes(out.toByteArray(), ".tar.zst");

        assertThat(into.resolve("a")).hasContent("x");
    }
}
