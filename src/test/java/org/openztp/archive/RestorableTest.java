package org.openztp.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.testkit.TarGz;

class RestorableTest {
    private static TarGz good() {
        return new TarGz()
                .folder("etc/")
                .file("etc/config/network", "config interface 'lan'\n")
                .file("./etc/shadow", "root::0:0:99999:7:::\n")
                .link("etc/localtime", "/tmp/localtime")
                .link("etc/rc.d/S10x", "../init.d/x");
    }

    @Test
    void itsFilesAndLinksAreListed() throws BadArchive {
        byte[] archive = good().bytes();

        assertThat(Restorable.isOne(archive)).isTrue();
        assertThat(Restorable.of(archive).files())
                .containsExactly("etc/config/network", "etc/shadow", "etc/localtime", "etc/rc.d/S10x");
        assertThat(Restorable.isOne("package network".getBytes())).isFalse();
    }

    @Test
    void whatLiesElsewhereIsCounted() throws BadArchive {
        Restorable archive = Restorable.of(new TarGz()
                .file("root/.profile", "x")
                .link("root/link", "/")
                .file("etc/x", "x")
                .folder("usr/")
                .bytes());

        assertThat(archive).isEqualTo(new Restorable(List.of("etc/x"), 2));
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("has no place", new TarGz().file("/etc/passwd", "x")),
                Arguments.of("leads out", new TarGz().file("etc/../root/x", "x")),
                Arguments.of("leads out", new TarGz().file("../etc/x", "x")),
                Arguments.of("has no place", new TarGz().file("etc/./x", "x")),
                Arguments.of("no name of a file", new TarGz().file("etc/a\nb", "x")),
                Arguments.of("leads out", new TarGz().folder("usr/../..")),
                Arguments.of("leads out", long_("etc/../" + "x".repeat(120))),
                Arguments.of("below a link", new TarGz().link("root/x", "/").file("root/x/y", "x")),
                Arguments.of("no file of /etc", new TarGz().file("root/x", "x")),
                Arguments.of("leads out of /etc", new TarGz().link("etc/x", "/")),
                Arguments.of("leads out of /etc", new TarGz().link("etc/x", "../root/x")),
                Arguments.of("leads out of /etc", new TarGz().link("etc/x", "../../../etc/x")),
                Arguments.of("below a link", new TarGz().link("etc/x", "/tmp/x").file("etc/x/y", "x")),
                Arguments.of("below a link", new TarGz().file("etc/x/y", "x").link("etc/x", "/tmp/x")),
                Arguments.of("in it twice", new TarGz().link("etc/x", "/tmp/x").file("etc/x", "x")),
                Arguments.of("no file, folder or", new TarGz().entry('1', "etc/x", "etc/y", new byte[0], 0644)),
                Arguments.of("neither a file", new TarGz().entry('3', "etc/x", "", new byte[0], 0644)),
                Arguments.of("no file of /etc", new TarGz().folder("etc/")),
                Arguments.of("no file of /etc", new TarGz()),
                Arguments.of("more than 32 MiB", new TarGz().file("etc/x", new byte[(32 << 20) + 1])));
    }

    private static TarGz long_(String name) {
        return new TarGz()
                .entry('L', "././@LongLink", "", (name + "\0").getBytes(), 0644)
                .file(name.substring(0, 100), "x");
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("hostile")
    void whatCouldWriteElsewhereIsRefused(String words, TarGz archive) {
        assertThatThrownBy(() -> Restorable.of(archive.bytes()))
                .isInstanceOf(BadArchive.class)
                .hasMessageContaining(words);
    }

    @Test
    void longNamesAreReadAsTarsOfBothKindsWriteThem() throws BadArchive {
        String name = "etc/" + "n".repeat(120);
        String record = " path=" + name + "\n";
        byte[] posix = (record.length() + 3 + record).getBytes();

        assertThat(Restorable.of(long_(name).bytes()).files()).containsExactly(name);
        assertThat(Restorable.of(new TarGz()
                                .entry('x', "PaxHeader", "", posix, 0644)
                                .file("etc/short", "x")
                                .bytes())
                        .files())
                .containsExactly(name);
    }

    @Test
    void whatTarMakesIsRead(@TempDir Path folder) throws BadArchive, IOException, InterruptedException {
        Files.createDirectories(folder.resolve("etc/config"));
        Files.writeString(folder.resolve("etc/config/" + "long-".repeat(30)), "x");
        Files.createSymbolicLink(folder.resolve("etc/link"), Path.of("config"));
        Path archive = folder.resolve("backup.tgz");
        Process tar = new ProcessBuilder("tar", "-czf", archive.toString(), "-C", folder.toString(), "./etc").start();
        assertThat(tar.waitFor()).isZero();

        assertThat(Restorable.of(Files.readAllBytes(archive)).files())
                .containsExactlyInAnyOrder("etc/config/" + "long-".repeat(30), "etc/link");
    }

    @Test
    void noBytesBreakTheReader() {
        byte[] archive = good().bytes();
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] broken =
                    random.nextBoolean() ? archive.clone() : Arrays.copyOf(archive, random.nextInt(archive.length));
            for (int i = random.nextInt(4); i >= 0 && broken.length > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(Restorable.of(broken).files()).allMatch(file -> file.startsWith("etc/"));
            } catch (BadArchive wrong) {
                assertThat(wrong.getMessage())
                        .matches("[^\\p{Cntrl}]+")
                        .containsAnyOf("archive", "it unpacks", "in it", "is no name", "neither a file", "below a link")
                        .doesNotContain("Exception");
            }
        }
    }
}
