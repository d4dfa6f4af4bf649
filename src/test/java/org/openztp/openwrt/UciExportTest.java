package org.openztp.openwrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.openwrt.UciExport.Unreadable;

class UciExportTest {
    private static final String GOOD = """
            package network

            config interface 'loopback'
            \toption device 'lo'
            \toption proto 'static'
            \tlist ipaddr '127.0.0.1/8'

            package wireless

            # a comment with package in it
            config wifi-iface 'ap'
            \toption key 'it'\\''s
            package of two lines'
            \toption ssid "a \\"b\\" c" # behind it
            config wifi-iface
            \toption mode ap

            package empty
            """;

    @Test
    void eachPackageIsAFileOfItsOwn() throws Unreadable {
        UciExport export = UciExport.parse(GOOD);

        assertThat(export.packages())
                .extracting(UciExport.Package::name)
                .containsExactly("network", "wireless", "empty");
        assertThat(export.packages().get(0).text())
                .startsWith("config interface 'loopback'\n")
                .endsWith("\tlist ipaddr '127.0.0.1/8'\n");
        assertThat(export.packages().get(1).text())
                .contains("'it'\\''s\npackage of two lines'")
                .endsWith("\toption mode ap\n");
        assertThat(export.packages().get(2).text()).isEqualTo("\n");
    }

    @ParameterizedTest(name = "{2} {index}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ""                                                | 1 | as uci export prints it
                    config a                                          | 1 | package NAME is wanted first
                    package                                           | 1 | package NAME is wanted
                    package a/b                                       | 1 | package: a name
                    package ..                                        | 1 | package: a name
                    package a#package a                               | 2 | second time
                    package a#option b c                              | 2 | a config line is wanted before it
                    package a#config b#package c#option d e           | 4 | a config line is wanted before it
                    package a#config b#option c                       | 3 | option NAME VALUE is wanted
                    package a#config b#option c d e                   | 3 | option NAME VALUE is wanted
                    package a#config b#option c.d e                   | 3 | option: a name
                    package a#config b 'c d'                          | 2 | config b: a name
                    package a#config b#set c=d                        | 3 | package, config, option or list
                    package a#config b#option c 'd##e#                | 3 | a quote has no end
                    """)
    void whatIsWrongIsToldWithItsLine(String text, int line, String words) {
        assertThatThrownBy(() -> UciExport.parse(text.replace('#', '\n')))
                .isInstanceOfSatisfying(
                        Unreadable.class, wrong -> assertThat(wrong.line()).isEqualTo(line))
                .hasMessageContaining(words);
    }

    @Test
    void noTextBreaksTheReader() {
        String[] odd = {"'", "\"", "\\", "\n", "#", "package", "config ", "option ", "\0", "\t", "ä", ";", "\r"};
        Random random = new Random(42);
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), odd[random.nextInt(odd.length)]);
            }
            try {
                assertThat(UciExport.parse(text.toString()).packages()).isNotEmpty();
            } catch (Unreadable wrong) {
                assertThat(wrong.line())
                        .as(text.toString())
                        .isBetween(1, (int) text.toString().lines().count() + 1);
            }
        }
    }
}
