package org.openztp.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.IpAddress;

class ClientAddressTest {
    private static final ClientAddress BEHIND_PROXIES =
            new ClientAddress(Cidr.parseAll(List.of("127.0.0.1/32", "10.0.0.0/24", "fd00::/8")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // nobody trusted on the connection: the header is a stranger's
                "192.0.2.1          | ''                                     | 192.0.2.1",
                "192.0.2.1          | 10.0.0.1                               | 192.0.2.1",
                "192.0.2.1          | 127.0.0.1, 198.51.100.7                | 192.0.2.1",
                "2001:db8:0:0::1    | 127.0.0.1                              | 2001:db8::1",
                // one proxy
                "127.0.0.1          | ''                                     | 127.0.0.1",
                "127.0.0.1          | 192.168.1.1                            | 192.168.1.1",
                "127.0.0.1          | 192.168.1.1:51234                      | 192.168.1.1",
                "127.0.0.1          | 2001:db8::7                            | 2001:db8::7",
                "127.0.0.1          | [2001:db8::7]                          | 2001:db8::7",
                "127.0.0.1          | [2001:db8::7]:443                      | 2001:db8::7",
                "127.0.0.1          | ::ffff:192.168.1.1                     | 192.168.1.1",
                "127.0.0.1          | fe80::7%eth3                           | fe80::7",
                "::ffff:127.0.0.1   | 192.168.1.1                            | 192.168.1.1",
                "fd00::2            | 192.168.1.1                            | 192.168.1.1",
                // what a stranger wrote stands left of what the proxy wrote
                "127.0.0.1          | 1.1.1.1, 192.168.1.1                   | 192.168.1.1",
                "127.0.0.1          | 127.0.0.1, 192.168.1.1                 | 192.168.1.1",
                "127.0.0.1          | <script>, 192.168.1.1                  | 192.168.1.1",
                "127.0.0.1          | ,,,,192.168.1.1                        | 192.168.1.1",
                // several proxies
                "127.0.0.1          | 192.168.1.1, 10.0.0.9                  | 192.168.1.1",
                "127.0.0.1          | 8.8.8.8, 192.168.1.1, 10.0.0.9:80, fd00::1 | 192.168.1.1",
                "127.0.0.1          | 10.0.0.8, 10.0.0.9                     | 10.0.0.8",
                "127.0.0.1          | 10.0.1.1, 10.0.0.9                     | 10.0.1.1",
                // a proxy that does not know, or hides, its client
                "127.0.0.1          | unknown                                | 127.0.0.1",
                "127.0.0.1          | 192.168.1.1, _hidden                   | 127.0.0.1",
                "127.0.0.1          | 192.168.1.1, unknown, 10.0.0.9         | 10.0.0.9",
                "127.0.0.1          | localhost                              | 127.0.0.1",
                "127.0.0.1          | 192.168.1.1:http                       | 127.0.0.1",
                "127.0.0.1          | [::1                                   | 127.0.0.1",
                // the connection's own zone is this host's
                "fe80::1%br-lan     | ''                                     | fe80::1%br-lan",
            })
    void theClientIsTheFirstWhomNoTrustedProxyBroughtAlong(String connection, String header, String client) {
        assertThat(BEHIND_PROXIES.walk(peer(connection, header)).client()).hasToString(client);
    }

    @Test
    void withoutTrustedProxiesTheHeaderNeverCounts() {
        ClientAddress direct = new ClientAddress(List.of());
        assertThat(direct.walk(peer("127.0.0.1", "192.168.1.1")).client()).hasToString("127.0.0.1");
    }

    private static Peer peer(String connection, String header) {
        List<String> entries = header.isEmpty()
                ? List.of()
                : Stream.of(header.split(",", -1)).map(String::strip).toList();
        return new Peer(connection, new Peer.Asked("http", "h", 80, ""), entries, List.of(), List.of(), List.of());
    }

    @Test
    void whoeverHoldsOneIpv6AddressHoldsItsNetwork() {
        assertThat(ClientAddress.placeOf(IpAddress.parse("2001:db8:1:1::99")))
                .isEqualTo(ClientAddress.placeOf(IpAddress.parse("2001:db8:1:1::1")))
                .isNotEqualTo(ClientAddress.placeOf(IpAddress.parse("2001:db8:1:2::1")));
        assertThat(ClientAddress.placeOf(IpAddress.parse("192.0.2.1"))).isEqualTo("192.0.2.1");
    }
}
