package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import org.openztp.upgrade.UpgradeProgram.Image;
import org.openztp.upgrade.UpgradeProgram.Means;
import org.openztp.upgrade.UpgradeProgram.Source;
import org.openztp.upgrade.UpgradeProgram.Wish;

/** What comes from outside stands in the programs as a value, or not at all. */
class UpgradeProgramTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
    private static final Image IMAGE = new Image("0a".repeat(32), 1, "it's; $(reboot) `reboot`", "r1");
    private static final String OPERATION = "u7-0a1b2c3d";

    static Stream<ThrowingCallable> wrongs() {
        return Stream.of(
                () -> new Image("0A".repeat(32), 1, "", ""),
                () -> new Image("0a".repeat(32), 0, "", ""),
                () -> new Image("0a".repeat(32), 1, "two\nlines", ""),
                () -> new Image("0a".repeat(32), 1, "", "a\0"),
                () -> new Wish("short", MAC, "", IMAGE, ""),
                () -> new Wish("u7-0a1b2c3d\nreboot", MAC, "", IMAGE, ""),
                () -> new Wish(OPERATION, MAC, "two\nlines", IMAGE, ""),
                () -> new Wish(OPERATION, MAC, "", IMAGE, "-n; reboot"),
                () -> new Wish(OPERATION, MAC, "", IMAGE, "-f /etc/shadow"),
                () -> new Source("ftp://server/", "a", "t", true),
                () -> new Source("http://a b/", "a", "t", true),
                () -> new Source("http://a/", "a?token=b", "t", true),
                () -> new Source("http://a/", "a", "t&from=1", true),
                () -> new Means(List.of("../../tmp/x"), Duration.ofSeconds(1)),
                () -> new Means(List.of("a b"), Duration.ofSeconds(1)),
                () -> new Means(List.of(), Duration.ofMillis(1)),
                () -> UpgradeProgram.flash("short", new Wish(OPERATION, MAC, "", IMAGE, "")),
                () -> UpgradeProgram.stop("../../etc/config"));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void whatIsNotOfItsFormIsRefused(ThrowingCallable wrong) {
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(wrong);
    }

    @Test
    void wordsOfOthersAreQuoted() {
        Wish wish = new Wish(OPERATION, MAC, "it's a board", IMAGE, "-c -k");
        Source source = new Source("http://server/ztp", "firmware/images/0a", "token", true);

        String program = text(UpgradeProgram.prepare(
                "0123456789abcdef", wish, source, new Means(List.of("cron", "wifi"), Duration.ofMinutes(5))));

        assertThat(program)
                .contains(
                        "\nztp_release='it'\\''s; $(reboot) `reboot`'\n",
                        "\nztp_board='it'\\''s a board'\n",
                        "\nztp_options='-c -k'\n",
                        "\nztp_services='cron wifi'\n",
                        "\nztp_patience='300'\n")
                .endsWith("\nmain </dev/null\n");
        assertThat(text(UpgradeProgram.flash("0123456789abcdef", wish)))
                .as("who flashes needs no token")
                .doesNotContain("ztp_token='");
    }

    @Test
    void everyEndOfTheProgramsIsKnown() {
        Wish wish = new Wish(OPERATION, MAC, "", IMAGE, "");
        Source source = new Source("", "a", "t", true);
        String prepare = text(
                UpgradeProgram.prepare("0123456789abcdef", wish, source, new Means(List.of(), Duration.ofMinutes(5))));
        assertThat(ends(prepare))
                .isNotEmpty()
                .allMatch(code -> PrepareEnd.of(code).isPresent());
        String own = prepare.substring(prepare.indexOf("# Brings an image"));
        String flash = text(UpgradeProgram.flash("0123456789abcdef", wish));
        assertThat(ends(own)).contains(0, 20, 21, 22, 23);
        assertThat(ends(flash.substring(flash.indexOf("# Has the image flashed"))))
                .contains(246, 40, 32, 41)
                .allMatch(code -> FlashEnd.of(code).isPresent());
    }

    /** What a program stops or exits with. */
    private static List<Integer> ends(String program) {
        return Pattern.compile("\\b(?:stop|exit) (\\d+)\\b")
                .matcher(program)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private static String text(byte[] program) {
        return new String(program, StandardCharsets.UTF_8);
    }
}
