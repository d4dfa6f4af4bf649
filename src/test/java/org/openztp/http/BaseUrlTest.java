package org.openztp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Peer.Asked;
import org.openztp.openwrt.Cidr;

class BaseUrlTest {
    private static final BaseUrl URLS =
            new BaseUrl(new ClientAddress(Cidr.parseAll(List.of("127.0.0.1", "10.0.0.0/24"))));

    @ParameterizedTest
    @CsvSource({
        "http, ztp.lan, 80, /ztp, http://ztp.lan/ztp",
        "http, ztp.lan, 8080, /ztp, http://ztp.lan:8080/ztp",
        "https, ztp.lan, 443, '', https://ztp.lan",
        "https, ztp.lan, 80, '', https://ztp.lan:80",
        "http, 192.168.1.5, 8080, /ztp, http://192.168.1.5:8080/ztp",
        "http, [2001:db8::1], 8080, /ztp, http://[2001:db8::1]:8080/ztp",
        "http, 2001:db8::1, 80, /a/b, http://[2001:db8::1]/a/b",
    })
    void withoutAProxyItIsWhatTheRequestAskedFor(String scheme, String host, int port, String context, String url) {
        Peer peer = from("192.0.2.1", new Asked(scheme, host, port, context), List.of(), List.of(), List.of());
        assertThat(URLS.of(peer)).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https, , , https://inner:8080/ztp",
        "HTTPS, ztp.example, , https://ztp.example/ztp",
        "https, ztp.example:443, , https://ztp.example/ztp",
        "https, ztp.example:8443, , https://ztp.example:8443/ztp",
        "http, ztp.example:443, , http://ztp.example:443/ztp",
        ", ztp.example:80, , http://ztp.example/ztp",
        ", [2001:db8::80], , http://[2001:db8::80]/ztp",
        "https, net.example, /site/a/ztp, https://net.example/site/a/ztp",
        "https, net.example, /site/a/ztp/, https://net.example/site/a/ztp",
        "https, net.example, /, https://net.example",
        // what is not sound does not count
        "javascript, ztp.example, , http://ztp.example/ztp",
        "https, evil<script>, , https://inner:8080/ztp",
        "https, ztp.example:99999, , https://inner:8080/ztp",
        "https, user@ztp.example, , https://inner:8080/ztp",
        "https, ztp.example, /../x, https://ztp.example/ztp",
        "https, ztp.example, //evil.example, https://ztp.example/ztp",
        "https, ztp.example, /a b, https://ztp.example/ztp",
        "https, ztp.example, /$(reboot), https://ztp.example/ztp",
    })
    void aTrustedProxySaysWhatTheClientAskedFor(String proto, String host, String prefix, String url) {
        Peer peer = from("127.0.0.1", new Asked("http", "inner", 8080, "/ztp"), list(proto), list(host), list(prefix));
        assertThat(URLS.of(peer)).hasToString(url);
    }

    @Test
    void aStrangersHeadersChangeNothing() {
        Asked asked = new Asked("http", "ztp.lan", 80, "/ztp");
        Peer peer = from("192.0.2.1", asked, list("https"), list("evil.example"), list("/evil"));
        assertThat(URLS.of(peer)).hasToString("http://ztp.lan/ztp");
    }

    @Test
    void whatAStrangerSentThroughTheProxyStandsFurtherLeft() {
        Asked asked = new Asked("http", "inner", 80, "/ztp");
        Peer peer = from("127.0.0.1", asked, List.of("https"), List.of("evil.example", "ztp.example"), List.of());
        assertThat(URLS.of(peer)).hasToString("https://ztp.example/ztp");
    }

    @Test
    void ofTwoProxiesTheOuterOneKnows() {
        Asked asked = new Asked("http", "inner", 80, "/ztp");
        Peer peer = new Peer(
                "127.0.0.1",
                asked,
                List.of("192.0.2.1", "10.0.0.7"),
                List.of("https", "http"),
                List.of("evil.example", "ztp.example", "middle.lan"),
                List.of());
        assertThat(URLS.of(peer)).hasToString("https://ztp.example/ztp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ztp.lan/x", "x\"y", "$(reboot)", "-", "[::1", "a'b"})
    void aRequestWithoutASoundHostIsRefused(String host) {
        Peer peer = from("192.0.2.1", new Asked("http", host, 80, ""), List.of(), List.of(), List.of());
        assertThatThrownBy(() -> URLS.of(peer)).isInstanceOf(Problem.class).hasMessageContaining("Host");
    }

    private static Peer from(String address, Asked asked, List<String> proto, List<String> host, List<String> prefix) {
        return new Peer(address, asked, List.of("192.0.2.1"), proto, host, prefix);
    }

    private static List<String> list(String entry) {
        return entry == null ? List.of() : List.of(entry);
    }
}
