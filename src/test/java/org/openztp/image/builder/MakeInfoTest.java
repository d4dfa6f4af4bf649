package org.openztp.image.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MakeInfoTest {
    private static final String TEXT = """
            Current Target: "ath79/generic"
            Current Architecture: "mips"
            Current Revision: "r12647-cb44ab4f5d"
            Default Packages: base-files libc  libgcc
            Available Profiles:

            8dev_carambola2:
                8devices Carambola2
                Packages: kmod-usb2 -wpad
                hasImageMetadata: 1
                SupportedDevices: 8dev,carambola2 carambola2
            untitled:
                Packages:
                hasImageMetadata: 0
            """;

    @Test
    void profilesAreReadWithOrWithoutATitle() {
        MakeInfo info = MakeInfo.parse(TEXT);

        assertThat(info.revision()).isEqualTo("r12647-cb44ab4f5d");
        assertThat(info.packages()).containsExactly("base-files", "libc", "libgcc");
        assertThat(info.packagesOf("8dev_carambola2"))
                .hasValueSatisfying(names -> assertThat(names).containsExactly("kmod-usb2", "-wpad"));
        assertThat(info.packagesOf("untitled"))
                .hasValueSatisfying(names -> assertThat(names).isEmpty());
        assertThat(info.packagesOf("other")).isEmpty();
    }

    @Test
    void noiseIsNoInformation() {
        assertThat(MakeInfo.parse("make: Nothing to be done\n")).isEqualTo(new MakeInfo("", List.of(), Map.of()));
    }

    @Test
    void manifestsOfOpkgAndOfApkAreRead() {
        Map<String, String> opkg = Manifest.parse("base-files - 213-r12288\nlibc - 1.1.24-2\n\nnoise without end\n");
        Map<String, String> apk = Manifest.parse("base-files 1637~abc\nlibc 1.2.5-r4\n");

        assertThat(opkg).containsExactly(Map.entry("base-files", "213-r12288"), Map.entry("libc", "1.1.24-2"));
        assertThat(apk).containsExactly(Map.entry("base-files", "1637~abc"), Map.entry("libc", "1.2.5-r4"));
    }

    @Test
    void aManifestIsHeldToTheVersionsAskedFor() {
        Map<String, String> manifest = Map.of("a", "1", "b", "2");

        assertThat(Manifest.differs(manifest, Map.of("a", "1", "b", ""))).isEmpty();
        assertThat(Manifest.differs(manifest, Map.of("c", "1")))
                .contains("Impossible package selection: c not in manifest");
        assertThat(Manifest.differs(manifest, Map.of("a", "0")))
                .contains("Impossible package selection: a version not as requested: 0 vs. 1");
        assertThat(Manifest.differs(manifest, Map.of("-c", ""))).isEmpty();
    }
}
