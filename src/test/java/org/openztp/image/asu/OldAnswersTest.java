package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.image.BuildFault;
import org.openztp.image.BuildStep;

class OldAnswersTest {
    private static final List<String> FILES = List.of(
            "a-ext4-combined.img.gz",
            "a-combined-squashfs.img",
            "a-squashfs-sdcard.img.gz",
            "a-squashfs.bin",
            "a-squashfs.chk",
            "a-squashfs.trx",
            "a-squashfs-nand-sysupgrade.bin",
            "a-squashfs-sysupgrade.tar",
            "a-squashfs-sysupgrade.bin");

    /** In the order in which asu has looked for them. */
    @ParameterizedTest
    @CsvSource({
        "9, a-squashfs-sysupgrade.bin",
        "8, a-squashfs-sysupgrade.tar",
        "7, a-squashfs-nand-sysupgrade.bin",
        "6, a-squashfs.trx",
        "5, a-squashfs.chk",
        "4, a-squashfs.bin",
        "3, a-squashfs-sdcard.img.gz",
        "2, a-combined-squashfs.img",
        "1, a-ext4-combined.img.gz"
    })
    void ofSeveralFilesTheOneForSysupgradeIsTheFirstOfItsOrder(int many, String chosen) {
        assertThat(OldAnswers.upgrade(FILES.subList(0, many))).contains(chosen);
    }

    @Test
    void filesForTheFactoryAreForNoSysupgrade() {
        assertThat(OldAnswers.upgrade(List.of("a-squashfs-factory.img", "a-kernel.bin", "a-initramfs.itb")))
                .isEmpty();
        assertThat(OldAnswers.upgrade(List.of())).isEmpty();
    }

    /** LuCI of the field breaks at any other. */
    @Test
    void everyWordOfAStepIsKnownToAllClients() {
        assertThat(Arrays.stream(BuildStep.values()).map(BuildStep::word))
                .containsExactlyInAnyOrder(
                        "init",
                        "download_imagebuilder",
                        "unpack_imagebuilder",
                        "calculate_packages_hash",
                        "building_image");
    }

    @ParameterizedTest
    @CsvSource({
        "CONFLICT, manifest_fail",
        "NO_PACKAGE, manifest_fail",
        "TOO_BIG, imagesize_fail",
        "BUILD_ERROR, build_fail",
        "INFRASTRUCTURE, build_fail"
    })
    void aFaultHasTheWordOf2019(BuildFault fault, String word) {
        assertThat(OldAnswers.word(fault)).isEqualTo(word);
    }
}
