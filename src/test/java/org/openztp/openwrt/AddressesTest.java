package org.openztp.openwrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.1.1, 192.168.1.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:0:0:0:0:0:0:0, 1::",
        "fe80::1%br-lan, fe80::1%br-lan",
        "fe80:0:0:0:0:0:0:1%2, fe80::1%2",
        "2001:db8::1%eth0, 2001:db8::1",
        "::ffff:192.0.2.7, 192.0.2.7",
        "::ffff:c000:207, 192.0.2.7",
    })
    void anAddressHasOneSpelling(String text, String spelling) {
        assertThat(IpAddress.parse(text)).hasToString(spelling);
        assertThat(IpAddress.parse(spelling)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "0x7f.1.1.1",
                "2130706433",
                ":::",
                "1::2::3",
                "12345::",
                "g::1",
                "fe80::1%",
                "fe80::1%a b",
                "fe80::1%$(reboot)",
                "1.2.3.4%eth0",
                "[::1]",
                "::1/64",
                "beef",
                "dead.beef",
                ".:",
                "::1\n",
                "١.2.3.4"
            })
    void whatIsNoAddressIsRefusedWithoutALookUp(String text) {
        assertThat(IpAddress.find(text)).isEmpty();
        assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.168.1.128/25, 192.168.1.127, false",
        "192.168.1.128/25, 192.168.1.128, true",
        "192.168.1.1, 192.168.1.1, true",
        "192.168.1.1, 192.168.1.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 8.8.8.8, false",
        "::/0, 2001:db8::1, true",
        "fd00::/8, fdff:1::1, true",
        "fd00::/8, fe00::1, false",
        "fe80::/10, fe80::1%br-lan, true",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "2001:db8::/61, 2001:db8:0:7::1, true",
        "2001:db8::/61, 2001:db8:0:8::1, false",
    })
    void aNetworkHoldsItsAddresses(String network, String address, boolean inside) {
        assertThat(Cidr.parse(network).contains(IpAddress.parse(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "/8",
                "lan",
                "fe80::%eth0/10",
                "10/8",
                "1.2.3.4/8/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true", "10.1.1.1, true", "172.31.0.1, true", "172.32.0.1, false", "192.168.0.1, true",
                "8.8.8.8, false",
        "169.254.1.1, true", "::1, true", "fe80::1%lan, true", "fd12::1, true", "2001:db8::1, false",
                "100.64.0.1, false"
    })
    void privateIsLoopbackLinkLocalAndLocalUse(String address, boolean isPrivate) {
        assertThat(IpAddress.parse(address).isPrivate()).isEqualTo(isPrivate);
    }

    @Test
    void aUrlHoldsIpv6InBrackets() {
        assertThat(IpAddress.parse("2001:db8::1").inUrl()).isEqualTo("[2001:db8::1]");
        assertThat(IpAddress.parse("192.0.2.1").inUrl()).isEqualTo("192.0.2.1");
    }

    @Test
    void aNetworkIsWrittenByItsLowestAddress() {
        assertThat(Cidr.parse("10.1.2.3/8")).hasToString("10.0.0.0/8");
        assertThat(Cidr.parse("10.1.2.3/8")).isEqualTo(Cidr.parse("10.0.0.0/8"));
    }
}
