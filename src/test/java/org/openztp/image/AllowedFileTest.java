package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.openwrt.InvalidValue;

class AllowedFileTest {
    private static final AllowedFile FILE =
            new AllowedFile(List.of(URI.create("https://feeds.example/openwrt")), List.of("a key\n  line \r\n"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://feeds.example/openwrt",
                "https://feeds.example/openwrt/",
                "https://feeds.example/openwrt/mips/base",
                "https://FEEDS.example/openwrt/x"
            })
    void isBelowAnAllowedOne(String url) {
        assertThat(FILE.allows(URI.create(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://feeds.example/openwrt",
                "https://feeds.example/openwrt-evil",
                "https://feeds.example/",
                "https://feeds.example.evil/openwrt",
                "https://feeds.example:444/openwrt",
                "https://user@feeds.example/openwrt",
                "https://feeds.example@evil.example/openwrt",
                "https://feeds.example/openwrt/../other",
                "https://feeds.example/openwrt/%2e%2e/other",
                "https:///openwrt"
            })
    void isNotAllowed(String url) {
        assertThat(FILE.allows(URI.create(url))).isFalse();
    }

    @Test
    void aKeyIsTheSameHoweverItsLinesEnd() {
        assertThat(FILE.allowsKey("a key\nline\n")).isTrue();
        assertThat(FILE.allowsKey("a key\nlines\n")).isFalse();
    }

    @Test
    void withoutEntriesNothingIsAllowed() {
        AllowedFile none = new AllowedFile(null, null);

        assertThat(none.allows(URI.create("https://feeds.example/openwrt"))).isFalse();
        assertThat(none.allowsKey("a key")).isFalse();
    }

    @Test
    void anEntryWithoutAHostIsAMistakeOfTheFile() {
        assertThatThrownBy(() -> new AllowedFile(List.of(URI.create("feeds")), null))
                .isInstanceOf(InvalidValue.class);
    }
}
