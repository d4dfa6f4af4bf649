package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UpgradeOutputTest {
    private static final String KEY = "7-0123";

    @Test
    void markersAreReadAndTheWordsBetweenThemAreKept() {
        UpgradeOutput output = UpgradeOutput.of("""

                @ztp:7-0123 step identity

                @ztp:7-0123 facts release=23.05.5 revision=r1-ab board=acme,one free=1024
                ztp: 1024 kB are free

                @ztp:7-0123 step transfer

                @ztp:7-0123 bytes 4096
                Image check passed.

                @ztp:7-0123 upload
                """, KEY);

        assertThat(output.words()).isEqualTo("ztp: 1024 kB are free\nImage check passed.\n");
        assertThat(output.lastLine()).isEqualTo("Image check passed.");
        assertThat(output.transfers()).isTrue();
        assertThat(output.asksForImage()).isTrue();
        assertThat(output.arrived()).isEqualTo(4096);
        assertThat(output.facts())
                .isEqualTo(Map.of("release", "23.05.5", "revision", "r1-ab", "board", "acme,one", "free", "1024"));
    }

    @Test
    void nobodyMakesAMarkerWithoutTheKey() {
        String text = "@ztp:8-9999 upload\n @ztp:7-0123 upload\n@ztp:7-0123x upload\n";
        UpgradeOutput output = UpgradeOutput.of(text, KEY);

        assertThat(output.asksForImage()).isFalse();
        assertThat(output.words()).isEqualTo(text);
    }

    @Test
    void aMarkerThatSaysNothingKnownIsWords() {
        UpgradeOutput output = UpgradeOutput.of("@ztp:7-0123 dance\n@ztp:7-0123 bytes many\n", KEY);

        assertThat(output.words()).isEqualTo("@ztp:7-0123 dance\n");
        assertThat(output.arrived()).isNegative();
    }

    @Test
    void theLastLineIsCutToAReadableLength() {
        assertThat(UpgradeOutput.of("ztp: " + "x".repeat(5000) + "\n\n", KEY).lastLine())
                .isEqualTo("x".repeat(300) + "…");
        assertThat(UpgradeOutput.of("", KEY).lastLine()).isEmpty();
    }
}
