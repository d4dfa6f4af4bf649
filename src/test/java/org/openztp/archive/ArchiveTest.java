package org.openztp.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.openwrt.Sha256;

class ArchiveTest {
    private static final byte[] NOTHING = new byte[0];

    @Test
    void filesAndLinksAreListedByName() {
        Archive archive = Tarball.router("ap-1").archive();

        assertThat(archive.items())
                .extracting(Item::path)
                .containsExactly("etc/config/network", "etc/config/system", "etc/dropbear/key", "etc/localtime");
        assertThat(archive.find("etc/dropbear/key"))
                .contains(new Item("etc/dropbear/key", 8, Sha256.hex("\0\1binary".getBytes(UTF_8)), null));
        assertThat(archive.find("etc/localtime")).contains(new Item("etc/localtime", 0, null, "/tmp/localtime"));
    }

    @Test
    void theSameContentHasTheSameDigestWheneverItWasPackedAndInWhicheverOrder() {
        String digest = Tarball.router("ap-1").archive().digest();

        assertThat(new Tarball()
                        .at(99)
                        .entry('5', "etc/", "", NOTHING)
                        .entry('2', "./etc/localtime", "/tmp/localtime", NOTHING)
                        .file("/etc/dropbear/key", "\0\1binary")
                        .file("etc/config/network", "config interface 'lan'\n\toption proto 'dhcp'\n")
                        .file("etc/config/system", "config system\n\toption hostname 'ap-1'\n")
                        .archive()
                        .digest())
                .isEqualTo(digest);
        assertThat(Tarball.router("ap-2").archive().digest()).isNotEqualTo(digest);
        assertThat(Tarball.router("ap-1").file("etc/more", "").archive().digest())
                .isNotEqualTo(digest);
    }

    @Test
    void longNamesOfEitherKindAreRead() {
        String name = "etc/" + "x".repeat(150) + "/file";
        byte[] gnu = (name + "\0").getBytes(UTF_8);
        byte[] pax =
                ("30 mtime=1350244992.023960108\n" + (name.length() + 10) + " path=" + name + "\n").getBytes(UTF_8);

        assertThat(new Tarball()
                        .entry('L', "././@LongLink", "", gnu)
                        .file(name.substring(0, 100), "gnu")
                        .entry('x', "PaxHeaders/file", "", pax)
                        .file("short", "twice")
                        .gzip())
                .satisfies(bytes -> assertThatThrownBy(() -> Archive.of(bytes)).hasMessageContaining("in it twice"));
        assertThat(new Tarball()
                        .entry('x', "PaxHeaders/file", "", pax)
                        .file("short", "posix")
                        .archive()
                        .find(name))
                .isPresent();
    }

    /** Also a name that is no UTF-8, as a router may have one. */
    @Test
    void someOfItsFilesAreTheSameBytesAsBefore() {
        byte[] latin = "etc/\u00e4\0".getBytes(ISO_8859_1);
        String longer = "etc/" + "x".repeat(150);
        Supplier<Tarball> kept = () -> new Tarball()
                .at(7)
                .entry('L', "././@LongLink", "", latin)
                .file("etc/short", "ä")
                .entry('L', "././@LongLink", "", longer.getBytes(UTF_8))
                .entry('2', "etc/x", "/tmp/x", NOTHING)
                .entry('5', "etc/config/", "", NOTHING);
        byte[] all = kept.get()
                .entry('L', "././@LongLink", "", ("root/" + longer).getBytes(UTF_8))
                .file("root/x", "y".repeat(513))
                .gzip();

        assertThat(archive(all).only(path -> path.startsWith("etc/")))
                .isEqualTo(kept.get().gzip());
        assertThat(archive(kept.get().gzip()).only(path -> true))
                .isEqualTo(kept.get().gzip());
    }

    private static Archive archive(byte[] gzip) {
        try {
            return Archive.of(gzip);
        } catch (BadArchive e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                bad("leads out", new Tarball().file("etc/../../passwd", "x")),
                bad("leads out", new Tarball().file("..", "x")),
                bad(
                        "lies below a link",
                        new Tarball().entry('2', "etc/a", "/", NOTHING).file("etc/a/b", "x")),
                bad("neither a file nor a folder nor a link", new Tarball().entry('3', "dev/sda", "", NOTHING)),
                bad("neither a file nor a folder nor a link", new Tarball().entry('6', "fifo", "", NOTHING)),
                bad("in it twice", new Tarball().file("etc/a", "x").file("/etc//a", "y")),
                bad("is no name of a file", new Tarball().file("etc/a\nb", "x")),
                bad("has no name", new Tarball().file("/./", "x")),
                bad("more than 5000 entries", many(5001)),
                bad("more than 5000 entries", folders(5001)),
                bad("unpacks to more than 48 MiB", new Tarball().header('0', "etc/big", "", "77777777777")),
                bad("unpacks to more than 48 MiB", new Tarball().file("etc/zero", new byte[48 << 20])),
                bad("no tar archive", new Tarball().header('0', "etc/big", "", "-1")),
                bad("a name in it is too long", new Tarball().entry('L', "long", "", new byte[17_000])),
                bad("damaged", new Tarball().entry('x', "p", "", "999 path=x\n".getBytes(UTF_8))),
                bad("damaged", new Tarball().entry('x', "p", "", "0 path=x\n".getBytes(UTF_8))),
                bad("no tar archive", new Tarball().entry('5', "etc/", "", new byte[512])),
                bad("no tar archive", new Tarball().entry('2', "etc/a", "/", new byte[512])),
                bad("neither a file nor a folder nor a link", new Tarball().entry('S', "etc/a", "", NOTHING)),
                bad("too long", headers('L', 5000)),
                bad("too long", headers('x', 5000)),
                bad("too long", headers('g', 5000)),
                bad("there is no file in it", new Tarball()),
                Arguments.of(named("no gzip"), "damaged", "a plain text".getBytes(UTF_8)),
                Arguments.of(named("nothing"), "cut off", NOTHING),
                Arguments.of(
                        named("no tar"),
                        "no tar archive",
                        Tarball.gzip("x".repeat(600).getBytes(UTF_8))),
                Arguments.of(
                        named("without an end"),
                        "cut off",
                        new Tarball().file("a", "b").open()),
                Arguments.of(named("a long tail"), "unpacks to more than", Tarball.gzip(new byte[49 << 20])),
                Arguments.of(named("too many bytes"), "larger than 8 MiB", new byte[(8 << 20) + 1]));
    }

    private static Named<String> named(String name) {
        return Named.of(name, name);
    }

    private static Arguments bad(String words, Tarball tarball) {
        return Arguments.of(named(words), words, tarball.gzip());
    }

    private static Tarball many(int files) {
        Tarball tarball = new Tarball();
        IntStream.range(0, files).forEach(i -> tarball.file("etc/" + i, ""));
        return tarball;
    }

    /** Each belongs to the next: a reader that goes a call deeper for each comes to the end of its stack. */
    private static Tarball headers(char type, int count) {
        Tarball tarball = new Tarball();
        IntStream.range(0, count).forEach(i -> tarball.entry(type, "n", "", NOTHING));
        return tarball.file("etc/a", "b");
    }

    private static Tarball folders(int count) {
        Tarball tarball = new Tarball();
        IntStream.range(0, count).forEach(i -> tarball.entry('5', "etc/", "", NOTHING));
        return tarball;
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsNoConfigurationIsRefusedWithWords(String name, String words, byte[] bytes) {
        assertThatThrownBy(() -> Archive.of(bytes))
                .isInstanceOf(BadArchive.class)
                .hasMessageContaining(words);
    }

    /** Each byte of an archive changed, and cut at each length: it is read or refused, nothing else. */
    @Test
    void noDamageDoesMoreThanARefusal() {
        byte[] good = Tarball.router("ap-1").gzip();
        Random random = new Random(1);
        UnaryOperator<byte[]> damage = bytes -> {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            return bytes;
        };
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            byte[] bad = random.nextBoolean() ? damage.apply(bytes) : damage.apply(good.clone());
            try {
                assertThat(Archive.of(bad).items()).isNotEmpty();
            } catch (BadArchive refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    /** The same below the compression, where no checksum guards it. */
    @Test
    void noHeaderDoesMoreThanARefusal() {
        Random random = new Random(2);
        for (int i = 0; i < 3000; i++) {
            char type = "0125LKxg7".charAt(random.nextInt(9));
            byte[] content = new byte[random.nextInt(40)];
            random.nextBytes(content);
            String size = String.format("%011o", random.nextInt(2000));
            Tarball tarball = new Tarball()
                    .header(type, "n" + random.nextInt(), "t", size)
                    .content(content);
            try {
                Archive.of(tarball.file("etc/a", "b").gzip());
            } catch (BadArchive refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void onlyTextsOfAFittingSizeAreGivenAsTexts() {
        Archive archive = new Tarball()
                .file("text", "ä\n")
                .file("latin", new byte[] {(byte) 0xe4, '\n'})
                .file("zero", new byte[] {'a', 0})
                .file("long", "x".repeat(101))
                .archive();

        assertThat(archive.texts(Set.of("text", "latin", "zero", "long", "none"), 100))
                .containsOnlyKeys("text")
                .containsValue("ä\n");
    }
}
