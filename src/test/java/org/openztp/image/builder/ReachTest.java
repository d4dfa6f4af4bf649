package org.openztp.image.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    @TempDir
    Path builder;

    private boolean has(Reach reach, String url) {
        return reach.has(URI.create(url));
    }

    @Test
    void whatTheOperatorNamesIsWithinReachByItsSchemeHostAndPortOnly() throws IOException {
        Reach reach = Reach.of(List.of("https://Downloads.Example/openwrt", "http://mirror.lan:8080/x"), builder);

        assertThat(has(reach, "https://downloads.example:443")).isTrue();
        assertThat(has(reach, "https://DOWNLOADS.example/elsewhere")).isTrue();
        assertThat(has(reach, "http://mirror.lan:8080/y")).isTrue();
        for (String other : List.of(
                "http://downloads.example/",
                "https://downloads.example:8443/",
                "https://downloads.example.evil.net/",
                "https://evil.net/downloads.example",
                "https://downloads.example@evil.net/",
                "http://mirror.lan/x",
                "https://mirror.lan:8080/x")) {
            assertThat(has(reach, other)).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"repositories", "repositories.conf"})
    void theRepositoriesOfTheImageBuilderAreWithinReachWhereTheyArePublic(String file) throws IOException {
        Files.writeString(
                builder.resolve(file),
                "src/gz a http://127.0.0.1:99/a\nhttps://192.0.43.8/b\nsrc imagebuilder file:packages\nhttp://[broken\n");
        Reach reach = Reach.of(List.of("http://127.0.0.1:98"), builder);

        assertThat(has(reach, "http://127.0.0.1:99/a")).isTrue();
        assertThat(reach.addresses(URI.create("http://127.0.0.1:99/a"))).isEmpty();
        assertThat(reach.addresses(URI.create("http://127.0.0.1:98/a"))).hasSize(1);
        assertThat(reach.addresses(URI.create("https://192.0.43.8/b"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "127.9.9.9, false",
        "0.0.0.0, false",
        "10.1.2.3, false",
        "100.64.1.1, false",
        "169.254.169.254, false",
        "172.31.0.1, false",
        "172.32.0.1, true",
        "192.168.1.1, false",
        "198.19.0.1, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "151.101.2.132, true",
        "::, false",
        "::1, false",
        "::ffff:127.0.0.1, false",
        "::ffff:151.101.2.132, true",
        "fe80::1, false",
        "fd00:ec2::254, false",
        "ff02::1, false",
        "64:ff9b::a00:1, false",
        "2002:7f00:1::1, false",
        "2001:0:1::1, false",
        "2a04:4e42::644, true"
    })
    void aPublicAddressIsNoneOfThisMachineOrItsNetworks(String address, boolean isPublic) throws IOException {
        assertThat(Reach.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:///path", "file", "mailto:somebody", "http://host:99999/"})
    void whatIsNoAddressOfAServerHasNoPlace(String url) {
        assertThatThrownBy(() -> Reach.place(URI.create(url))).isInstanceOf(IllegalArgumentException.class);
    }
}
