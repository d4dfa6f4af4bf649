package org.openztp.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.openwrt.InvalidValue;

class DesiredImageTest {
    @Test
    void whatIsWrittenIsWanted() {
        DesiredImage image = DesiredImage.of(List.of("tcpdump", "-ppp"), "24.10", "squashfs", "automatic");

        assertThat(image.packages()).containsExactly("tcpdump", "-ppp");
        assertThat(image.version()).contains("24.10");
        assertThat(image.filesystem()).contains("squashfs");
        assertThat(image.automatic()).isTrue();
        assertThat(DesiredImage.of(List.of(), null, null, null).automatic()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "--ppp", "a b", "$(reboot)", "a;b", "../x", "-f /etc", "a\nb", "a'b"})
    void whatIsNoPackageIsRefused(String name) {
        assertThatThrownBy(() -> DesiredImage.of(List.of("mc", name), null, null, null))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("packages: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24", "24.10.x", "../24.10", "snapshot", "24.10.2 ", "24.10-rc1"})
    void whatIsNoReleaseIsRefused(String version) {
        assertThatThrownBy(() -> DesiredImage.of(List.of(), version, null, null))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("version: ");
    }

    @Test
    void tooManyPackagesOtherFileSystemsAndOtherFixesAreRefused() {
        assertThatThrownBy(() -> DesiredImage.of(Collections.nCopies(501, "mc"), null, null, null))
                .hasMessageContaining("at most 500");
        assertThatThrownBy(() -> DesiredImage.of(List.of(), null, "vfat", null)).hasMessageStartingWith("filesystem: ");
        assertThatThrownBy(() -> DesiredImage.of(List.of(), null, null, "soon")).hasMessageStartingWith("fix: ");
    }
}
