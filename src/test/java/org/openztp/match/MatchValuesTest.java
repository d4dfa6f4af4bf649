package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.config.ConfFile;

/** The values of a pattern's {@code match:}, held against what a router said. */
class MatchValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{board_name: 'tplink,archer-c7-v5'} | yes",
                "{board_name: tplink} | no",
                "{board_name: 'tplink,*'} | yes",
                "{board_name: 'TPLINK,*'} | no",
                "{board_name: 'tplink,archer-c?-v5'} | yes",
                "{board_name: 'tplink,archer-c?'} | no",
                "{board_name: '*'} | yes",
                "{board_name: [a, b, '*c7*']} | yes",
                "{board_name: [a, b]} | no",
                "{board_name: \"exact('tplink,archer-c7-v5')\"} | yes",
                "{board_name: \"exact('tplink,*')\"} | no",
                "{board_name: \"regex('tplink,.*-c\\\\d')\"} | yes",
                "{board_name: \"regex('archer')\"} | no",
                "{board_name: \"includes('archer')\"} | yes",
                "{board_name: \"excludes('archer')\"} | no",
                "{board_name: \"excludes('glinet')\"} | yes",
                "{model: TP-Link Archer C7 v5} | yes",
                "{model: \"includes('Archer C7')\"} | yes",
                "{serial: SN-77} | no",
                "{serial: '*'} | no",
                "{serial: \"excludes('x')\"} | no",
                "{hostname: OpenWrt} | yes",
                "{hostname: openwrt} | no",
                "{target: ath79/*} | yes",
                "{interface: br-lan} | yes",
                "{interface: [wan, 'eth?']} | no",
                "{vendor_class: udhcp} | yes",
                "{vendor_class: dhcpcd} | no",
                "{mac: 02} | yes",
                "{mac: '02:1a:b0'} | yes",
                "{mac: 02:1A:B0} | yes",
                "{mac: 02-1a-b0} | yes",
                "{mac: 021a.b0} | yes",
                "{mac: 02:1a:b0:00:00:01} | yes",
                "{mac: 02:1a:b0:00:00:02} | no",
                "{mac: 02:1a:b} | yes",
                "{mac: 1a:b0} | no",
                "{mac: '02:*:01'} | yes",
                "{mac: [00:1c:73, 02:1a]} | yes",
                "{mac: \"exact('02:1A:B0:00:00:01')\"} | yes",
                "{mac: \"exact('02:1a:b0')\"} | no",
                "{mac: \"regex('02:1a:[a-c]')\"} | yes",
                "{mac: \"includes('b0:00')\"} | yes",
                "{mac: \"excludes('b0')\"} | no",
                "{subnet: 10.2.0.0/16} | yes",
                "{subnet: 10.2.3.4} | yes",
                "{subnet: 10.3.0.0/16} | no",
                "{subnet: [10.3.0.0/16, 10.2.3.0/24]} | yes",
                "{subnet: 0.0.0.0/0} | yes",
                "{subnet: '::/0'} | no",
                "{subnet: '10.2.*'} | yes",
                "{subnet: \"excludes('10.2.')\"} | no",
                "{tags: lab} | yes",
                "{tags: [x, floor-2]} | yes",
                "{tags: x} | no",
                "{tags: 'floor-*'} | yes",
                "{tags: \"excludes('floor')\"} | no",
                "{tags: \"excludes('cellar')\"} | yes",
                "{tags: lab, subnet: 10.2.0.0/16, mac: 02} | yes",
                "{tags: lab, subnet: 10.2.0.0/16, mac: 03} | no",
                "{release: 23.05.3} | yes",
                "{release: 23.05} | no",
                "{release: '23.05.*'} | yes",
                "{release: \"regex('2[34]\\\\.')\"} | yes",
                "{} | yes"
            })
    void aRouterMatchesAsTheTableSays(String match, String expected) throws ConfFile.Wrong {
        Patterns.Router router = Patterns.router()
                .fact("board_name", "tplink,archer-c7-v5")
                .fact("model", "TP-Link Archer C7 v5")
                .fact("hostname", "OpenWrt")
                .fact("target", "ath79/generic")
                .fact("release", "23.05.3")
                .fact("interface", "br-lan")
                .fact("vendor_class", "udhcp")
                .at("10.2.3.4")
                .tagged("lab", "floor-2");

        assertThat(matches(match, router)).isEqualTo(expected.equals("yes"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ">=22.03 <24.10 | 22.03.0      | yes",
                ">=22.03 <24.10 | 22.03.0-rc1  | yes",
                ">=22.03 <24.10 | 21.02.7      | no",
                ">=22.03 <24.10 | 23.05.10     | yes",
                ">=22.03 <24.10 | 23.05-SNAPSHOT | yes",
                ">=22.03 <24.10 | 24.10.0-rc1  | no",
                ">=22.03 <24.10 | 24.10.0      | no",
                ">=22.03 <24.10 | SNAPSHOT     | no",
                ">=22.03        | SNAPSHOT     | yes",
                "> 23.05.3      | 23.05.10     | yes",
                ">23.05.3       | 23.05.3      | no",
                ">= 23.05.3     | 23.05.3      | yes",
                "<=23.05.3      | 23.05.3      | yes",
                "<23.05.10      | 23.05.9      | yes",
                "<23.05.3       | 23.05.3-rc2  | yes",
                "=23.05.3       | 23.05.3      | yes",
                "==23.05.3      | 23.05.03     | yes",
                "!=23.05.3      | 23.05.3      | no",
                "!=23.05.3      | 23.05.4      | yes",
                ">18.06.1, <18.06.10, !=18.06.5 | 18.06.4 | yes",
                ">18.06.1, <18.06.10, !=18.06.5 | 18.06.5 | no",
                ">18.06.1<18.06.10 | 18.06.2   | yes",
                ">=22.03        | r12345-vendor | no",
                "!=22.03        | r12345-vendor | no",
                "r12345-vendor  | r12345-vendor | yes"
            })
    void releasesAreComparedAsReleases(String range, String release, String expected) throws ConfFile.Wrong {
        assertThat(matches("{release: '" + range + "'}", Patterns.router().fact("release", release)))
                .isEqualTo(expected.equals("yes"));
    }

    @ParameterizedTest
    @CsvSource({
        "fd00::/8, fd12::1, yes",
        "fd00::/8, 2001:db8::1, no",
        "fe80::/10, fe80::1%eth0, yes",
        "10.0.0.0/8, ::ffff:10.1.2.3, yes",
        "10.0.0.0/8, '', no",
        "10.0.0.0/8, unknown, no",
        "0.0.0.0/0, 2001:db8::1, no"
    })
    void aSubnetHoldsAddressesOfItsOwnKind(String subnet, String address, String expected) throws ConfFile.Wrong {
        assertThat(matches("{subnet: '" + subnet + "'}", Patterns.router().at(address)))
                .isEqualTo(expected.equals("yes"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{mac: xyz}",
                "{mac: '02:1a:b0:00:00:01:02'}",
                "{subnet: 10.0.0.0/33}",
                "{subnet: home}",
                "{release: '>=22.03 24.10'}",
                "{release: '>=lots'}",
                "{release: '22.03 24.10'}",
                "{release: '>=22.03 <'}",
                "{board_name: \"regex('[')\"}",
                "{board_name: regexp('x')}",
                "{board_name: regex(x)}",
                "{board_name: \"exact('')\"}",
                "{board_name: }",
                "{board_name: ''}",
                "{board_name: []}",
                "{board_name: [a, []]}",
                "{board_name: {a: b}}",
                "{board_nam: x}",
                "{hostnames: x}",
                "{Model: x}",
                "{board-name: x}",
                "{mac: 02, mac: 03}",
                "[]",
                "all",
                ""
            })
    void aWrongValueIsReportedWithItsLine(String match) throws ConfFile.Wrong {
        PatternFile file = Patterns.read("patterns:\n- name: p\n  definition: d\n  match: " + match + "\n");

        assertThat(file.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pattern()).isEqualTo("p");
            assertThat(fault.line()).isEqualTo(4);
            assertThat(fault.words()).startsWith("match: ");
        });
        assertThat(file.globals())
                .singleElement()
                .satisfies(pattern -> assertThat(pattern.isBroken()).isTrue());
    }

    private static boolean matches(String match, Patterns.Router router) throws ConfFile.Wrong {
        PatternFile file = Patterns.read("patterns:\n- name: p\n  definition: d\n  match: " + match + "\n");
        assertThat(file.faults()).isEmpty();
        Known device = new Known(router.subject());
        boolean holds = file.globals().get(0).holds(device);
        assertThat(file.globals().get(0).otherwise(device).isEmpty()).isEqualTo(holds);
        return holds;
    }
}
