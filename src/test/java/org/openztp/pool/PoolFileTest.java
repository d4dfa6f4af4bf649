package org.openztp.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.openwrt.InvalidValue;
import org.openztp.testkit.SettableClock;

class PoolFileTest {
    private static final String GOOD = """
            # everything there is
            - one-name
            - 10.1.0.10-10.1.0.99
            - 10.2.0.0/24
            - FD00:1::0/64
            - {pattern: ap-%04d, from: 1, to: 200}
            - 42
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "10.1.0.10-10.1.0.99, 90, 10.1.0.10, 10.1.0.99",
        "10.1.0.250 - 10.1.1.5, 12, 10.1.0.250, 10.1.1.5",
        "10.2.0.0/24, 254, 10.2.0.1, 10.2.0.254",
        "10.2.0.0/31, 2, 10.2.0.0, 10.2.0.1",
        "10.2.0.7/32, 1, 10.2.0.7, 10.2.0.7",
        "10.0.0.0/8, 16777214, 10.0.0.1, 10.255.255.254",
        "FD00:0:0:1::/64, 18446744073709551615, fd00:0:0:1::1, fd00::1:ffff:ffff:ffff:ffff",
        "fd00::/127, 2, fd00::, fd00::1",
        "fd00::ff-fd00::1:0, 65282, fd00::ff, fd00::1:0",
        "10.3.0.1, 1, 10.3.0.1, 10.3.0.1",
        "'{pattern: ap-%03d-b, from: 8, to: 1001}', 994, ap-008-b, ap-1001-b",
        "'{pattern: \"%d\", from: 0, to: 9}', 10, 0, 9",
        "yes, 1, yes, yes",
        "0123, 1, 0123, 0123",
    })
    void anEntryIsItsValuesFromTheFirstToTheLast(String entry, BigInteger size, String first, String last)
            throws Wrong {
        PoolFile file = PoolReader.read("- " + entry);

        assertThat(file.total()).isEqualTo(size);
        assertThat(file.find(first).orElseThrow().value()).isEqualTo(first);
        Stretch stretch = file.find(last).orElseThrow().stretch();
        assertThat(stretch.spelling().write(stretch.first())).isEqualTo(first);
        assertThat(stretch.spelling().write(stretch.last())).isEqualTo(last);
    }

    @Test
    void whatIsNotInTheFileOrInAnotherSpellingIsNotFound() throws Wrong {
        PoolFile file = PoolReader.read(GOOD);

        assertThat(Set.of("10.1.0.9", "10.1.0.100", "10.2.0.0", "10.2.0.255", "fd00:1::", "FD00:1::5", "fd00:1:0::5"))
                .allMatch(value -> file.find(value).isEmpty());
        assertThat(Set.of("ap-0000", "ap-0201", "ap-1", "ap-00001", "ap-000x", "AP-0001", "one", "", "ap-", "ap-٠٠٠١"))
                .allMatch(value -> file.find(value).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.1.0.0/24 | 10.1.0.200-10.1.1.9 | 10.1.0.200 is in this pool already",
                "10.1.0.5-10.1.0.9 | 10.1.0.1-10.1.0.200 | 10.1.0.5 is in this pool already",
                "10.1.0.5 | 10.1.0.0/16 | 10.1.0.5 is in this pool already",
                "10.1.0.0/16 | 10.1.0.5 | 10.1.0.5 is in this pool already",
                "a | a | a is in this pool already",
                "ap-0007 | {pattern: ap-%04d, from: 7, to: 8} | ap-0007 is in this pool already",
                "{pattern: ap-%04d, from: 7, to: 8} | ap-0008 | ap-0008 is in this pool already",
                "{pattern: ap-%04d, from: 7, to: 8} | {pattern: ap-%04d, from: 8, to: 9} | ap-0008 is in this pool already",
                "{pattern: ap-%04d, from: 7, to: 8} | {pattern: ap-%d, from: 9, to: 9} | pattern: it and ap-%d may give the same names",
                "{pattern: a%d-1, from: 1, to: 8} | {pattern: a1-%d, from: 1, to: 9} | pattern: it and a%d-1 may give the same names",
            })
    void noValueStandsInAFileTwice(String one, String two, String words) {
        assertThatThrownBy(() -> PoolReader.read("- " + one + "\n\n- " + two))
                .isInstanceOfSatisfying(Wrong.class, e -> assertThat(e.line()).isEqualTo(3))
                .hasMessage(words);
    }

    @Test
    void namesThatALetterKeepsApartMayStandTogether() throws Wrong {
        PoolFile file = PoolReader.read("""
                - {pattern: ap-%d, from: 1, to: 9}
                - {pattern: ap-%d-b, from: 1, to: 9}
                - {pattern: sw-%d, from: 1, to: 9}
                - {pattern: ap-%d, from: 11, to: 19}
                - ap-10
                - 10.0.0.1-10.0.0.9
                - 10.0.0.11-10.0.0.19
                - 10.0.0.10
                """);

        assertThat(file.total()).isEqualTo(56);
        assertThat(file.find("ap-12").orElseThrow().place()).isEqualTo(3);
        assertThat(file.find("10.0.0.10").orElseThrow().place()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "word | 1 | a list of values is wanted",
                "- a\\n- [b] | 2 | a value, a range, a network or {pattern: ap-%04d, from: 1, to: 200} is wanted here, not a list",
                "- a\\n-\\n- b | 2 | a value, a range, a network or {pattern: ap-%04d, from: 1, to: 200} is wanted here, not nothing",
                "- a b | 1 | a value is up to 200 letters, digits and . _ : / , = @ + -",
                "- 10.1.0.5/24 | 1 | a network begins with its lowest address: is 10.1.0.0/24 meant?",
                "- 10.1.0.0/33 | 1 | network: one such as 192.168.0.0/16 or fd00::/8 is wanted",
                "- 10.1.0.9-10.1.0.1 | 1 | the first value comes after the last",
                "- 10.1.0.9-fd00::1 | 1 | a range is IPv4 or IPv6, not both",
                "- {pattern: ap-%04d, from: 1} | 1 | a pattern has pattern, from and to, and nothing else",
                "- pattern: ap-%04d\\n  from: 1\\n  to: -1 | 3 | a number of at most 15 digits is wanted",
                "- {pattern: ap, from: 1, to: 2} | 1 | pattern: a name with one %d or %04d in it is wanted, such as ap-%04d",
                "- {pattern: \"%d-%d\", from: 1, to: 2} | 1 | pattern: a name with one %d or %04d in it is wanted, such as ap-%04d",
                "- {pattern: \"a b%d\", from: 1, to: 2} | 1 | a value is up to 200 letters, digits and . _ : / , = @ + -",
                "a: null\\nb: [1] | 2 | null, or the id of the node that has the value, is wanted here, not a list",
                "a: null\\na: null | 2 | a: for the second time",
            })
    void aMistakeIsToldWithItsLine(String text, int line, String words) {
        assertThatThrownBy(() -> PoolReader.read(text.replace("\\n", "\n")))
                .isInstanceOfSatisfying(Wrong.class, e -> assertThat(e.line()).isEqualTo(line))
                .hasMessage(words);
    }

    @Test
    void zTPServersMappingKeepsValuesForTheirNodes() throws Wrong {
        PoolFile file =
                PoolReader.read("192.0.2.10/24: null\n192.0.2.11/24: SSJ123\nb:\nc: SSJ123\nd: 001c.73aa.bbcc\n");

        assertThat(file.free()).isEqualTo(2);
        assertThat(file.reserved()).isEqualTo(3);
        assertThat(file.reservedFor(Holder.of(1, "ssj123", null))).containsExactly("192.0.2.11/24", "c");
        assertThat(file.reservedFor(Holder.of(1, "X", "00:1C:73:AA:BB:CC"))).containsExactly("d");
        assertThat(file.reservedFor(Holder.of(1, "X"))).isEmpty();
    }

    @Test
    void anEmptyFileAndTheShippedOneAreNoPools() throws Exception {
        assertThat(PoolReader.read("# nothing\n").isEmpty()).isTrue();
        assertThat(PoolReader.read("").isEmpty()).isTrue();
        Path shipped = Path.of("conf", "resources", "example.yaml");
        assertThat(PoolReader.read(Files.readString(shipped)).isEmpty()).isTrue();
        assertThat(Pools.validate(shipped)).isEmpty();
        String unmarked = Files.readString(shipped).replaceAll("(?m)^# - ", "- ");
        assertThat(PoolReader.read(unmarked).find("ap-0200")).isPresent();
    }

    @Test
    void onlyPlainNamesOfTheFolderArePools() throws IOException {
        Files.writeString(folder.resolve("mgmt.yaml"), "- a");
        Files.writeString(folder.resolve("old"), "b: null");
        Files.writeString(folder.resolve("mgmt"), "b: null");
        Files.writeString(folder.resolve("mgmt.yaml~"), "- c");
        Files.writeString(folder.resolve("empty.yaml"), "# - c");
        Files.writeString(folder.resolve("bad.yaml"), "- [");
        Files.createDirectory(folder.resolve("folder"));
        PoolFolder pools = new PoolFolder(folder, new SettableClock());

        assertThat(pools.problems()).containsOnlyKeys("mgmt", "old", "bad");
        assertThat(pools.problems().get("old")).isEmpty();
        assertThat(pools.problems().get("mgmt").orElseThrow()).endsWith("mgmt: not used, there is mgmt.yaml");
        assertThat(pools.get("mgmt").find("a")).isPresent();
        for (String name : List.of("../mgmt", "a/b", "", ".", "mgmt.yaml", "a\u0000b", "x".repeat(64))) {
            assertThatThrownBy(() -> pools.get(name)).isInstanceOf(InvalidValue.class);
        }
    }

    @Test
    @Timeout(60)
    void tenThousandEntriesAreReadAtOnceAndMoreAreRefused() throws Wrong {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("- name-").append(i).append('\n');
            text.append("- 10.%d.%d.0/25%n".formatted(i / 200, i % 200));
        }
        assertThat(PoolReader.read(text.toString()).total()).isEqualTo(5000L + 5000 * 126);
        assertThatThrownBy(() -> PoolReader.read(text + "- one-more")).hasMessageContaining("at most 10000");
    }

    /** Whatever an operator's file holds, it is a pool or a mistake told in words. */
    @Test
    void noFileBreaksTheReader() {
        Random random = new Random(7);
        String letters = "-: %d{}[]&*a,'\"\n\t#|>!?0.1\u0000\u00e9\uD83D";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? GOOD : "a: null\nb: node\n");
            for (int n = random.nextInt(6); n >= 0; n--) {
                int at = random.nextInt(text.length() + 1);
                char letter = letters.charAt(random.nextInt(letters.length()));
                if (random.nextBoolean() || at == text.length()) {
                    text.insert(at, letter);
                } else {
                    text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(9)));
                }
            }
            assertReads(text.toString());
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            assertReads(new String(noise, StandardCharsets.ISO_8859_1));
        }
    }

    private static void assertReads(String text) {
        assertThatCode(() -> {
                    try {
                        PoolReader.read(text);
                    } catch (Wrong e) {
                        assertThat(e.getMessage()).isNotBlank();
                    }
                })
                .as(text)
                .doesNotThrowAnyException();
    }

    @Test
    void aFileIsReadAgainWhenItHasChanged() throws IOException {
        SettableClock clock = new SettableClock();
        PoolFolder pools = new PoolFolder(folder, clock);
        Files.writeString(folder.resolve("mgmt.yaml"), "- a");
        PoolFile before = pools.get("mgmt");
        assertThat(pools.get("mgmt")).isSameAs(before);

        Files.writeString(folder.resolve("mgmt.yaml"), "- a\n- b");
        clock.advance(Duration.ofSeconds(1));

        assertThat(pools.get("mgmt").find("b")).isPresent();
    }
}
