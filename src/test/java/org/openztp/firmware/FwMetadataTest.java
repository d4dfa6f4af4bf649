package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.SampleImage;

/** The JSON lines are as OpenWrt builds of these releases write them. */
class FwMetadataTest {
    private static final String OF_17_01 = """
            {  "supported_devices":["a5-v11"], "version": { "dist": "LEDE", "version": "17.01.7", \
            "revision": "r4030-6028f00df0", "board": "ramips" } }
            """;
    private static final String OF_19_07 = """
            {  "metadata_version": "1.0", "supported_devices":["tplink,archer-c7-v5","archer-c7-v5"], "version": \
            { "dist": "OpenWrt", "version": "SNAPSHOT", "revision": "r11215+4-bba6646b5cba", \
            "target": "ath79/generic", "board": "tplink_archer-c7-v5" } }
            """;
    private static final String OF_21_02 = """
            {  "metadata_version": "1.1", "compat_version": "1.1", "compat_message": "Config cannot be migrated from \
            swconfig to DSA", "new_supported_devices":["linksys,e4200-v2","linksys,wrt1900ac"], \
            "supported_devices":["linksys,e4200-v2 - Image version mismatch: image 1.1, device 1.0. Please wipe \
            config during upgrade (force required) or reinstall."], "version": { "dist": "OpenWrt", "version": \
            "21.02.3", "revision": "r16554-1d4dea6d4f", "target": "kirkwood/generic", "board": "linksys_e4200-v2" } }
            """;

    @TempDir
    private Path folder;

    private Optional<FwMetadata> read(SampleImage image) throws IOException, BadImage {
        return FwMetadata.read(image.write(folder.resolve("image.bin")));
    }

    private FwMetadata of(String json) throws IOException, BadImage {
        return read(SampleImage.uImage(1, 1000).metadata(json)).orElseThrow();
    }

    private ThrowingCallable reading(String json) {
        return () -> of(json);
    }

    @Test
    void beforeTheMetadataHadAVersionTheTargetWasCalledTheBoard() throws Exception {
        FwMetadata metadata = of(OF_17_01);
        assertThat(metadata.boards()).containsExactly("a5-v11");
        assertThat(metadata.build())
                .isEqualTo(new FwMetadata.Build(
                        Optional.of("LEDE"),
                        Optional.of("17.01.7"),
                        Optional.of("r4030-6028f00df0"),
                        Optional.of("ramips")));
        assertThat(metadata.compatVersion()).isEqualTo(CompatVersion.FIRST);
        assertThat(metadata.compatMessage()).isEmpty();
    }

    @Test
    void version10NamesTheTarget() throws Exception {
        FwMetadata metadata = of(OF_19_07);
        assertThat(metadata.boards()).containsExactly("tplink,archer-c7-v5", "archer-c7-v5");
        assertThat(metadata.build().target()).contains("ath79/generic");
    }

    @Test
    void anotherCompatVersionHasItsBoardsUnderANewNameAndATextUnderTheOld() throws Exception {
        FwMetadata metadata = of(OF_21_02);
        assertThat(metadata.boards()).containsExactly("linksys,e4200-v2", "linksys,wrt1900ac");
        assertThat(metadata.compatVersion()).isEqualTo(new CompatVersion(1, 1)).isGreaterThan(CompatVersion.FIRST);
        assertThat(metadata.compatMessage()).contains("Config cannot be migrated from swconfig to DSA");
    }

    @Test
    void compatVersion10HasItsBoardsUnderTheOldName() throws Exception {
        assertThat(of(SampleImage.json("tplink,archer-c7-v2", "23.05.5")).boards())
                .containsExactly("tplink,archer-c7-v2");
    }

    @Test
    void blanksBeforeTheJsonLineEndsInMessagesAndUnknownNamesAreNoFault() throws Exception {
        FwMetadata metadata =
                of(" \n\t{\"supported_devices\":[\"b\"],\"compat_message\":\"one\ntwo\",\"later\":[{\"x\":1}]}");
        assertThat(metadata.boards()).containsExactly("b");
        assertThat(metadata.compatMessage()).contains("one two");
    }

    @Test
    void anImageWithoutMetadataSaysNothing() throws Exception {
        assertThat(read(SampleImage.uImage(2, 5000))).isEmpty();
        assertThat(read(SampleImage.uImage(2, 5000).signature(new byte[100]))).isEmpty();
        assertThat(read(new SampleImage(new byte[0]))).isEmpty();
        assertThat(read(new SampleImage("FWx0".getBytes(StandardCharsets.US_ASCII))))
                .isEmpty();
    }

    @Test
    void theTrailerOfACompressedImageIsReadWithoutThatItIsUncompressed() throws Exception {
        SampleImage image = SampleImage.uImage(3, 100_000).compressed();
        long length = image.bytes().length;
        FwMetadata metadata =
                read(image.metadata(SampleImage.json("generic", "25.12.2"))).orElseThrow();
        assertThat(metadata.imageLength()).isEqualTo(length);
        assertThat(metadata.build().version()).contains("25.12.2");
    }

    @Test
    void ofSeveralTheLastCountsAsOnARouter() throws Exception {
        SampleImage image = SampleImage.uImage(4, 100).metadata(OF_17_01).metadata(OF_19_07);
        assertThat(read(image).orElseThrow().boards()).contains("tplink,archer-c7-v5");
        assertThat(read(image).orElseThrow().imageLength()).isEqualTo(100);
    }

    @Test
    void metadataThatNameNoBoardLeaveTheBoardsToTheOperator() throws Exception {
        assertThat(of("{}").boards()).isEmpty();
        assertThat(of("{\"supported_devices\":[]}").boards()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "\"text\"",
                "{\"supported_devices\":[\"a\"]",
                "{\"supported_devices\":[\"a\"]} {}",
                "{\"supported_devices\":[\"a\"],\"supported_devices\":[\"b\"]}",
                "{\"supported_devices\":\"a\"}",
                "{\"supported_devices\":[1]}",
                "{\"supported_devices\":[null]}",
                "{\"supported_devices\":[\" \"]}",
                "{\"supported_devices\":[{\"a\":[]}]}",
                "{\"supported_devices\":[\"a\\nb\"]}",
                "{\"compat_version\":\"1.1\",\"supported_devices\":[\"a\"]}",
                "{\"compat_version\":\"one\",\"supported_devices\":[\"a\"]}",
                "{\"compat_version\":\"1.99999\",\"supported_devices\":[\"a\"]}",
                "{\"compat_version\":1.1,\"supported_devices\":[\"a\"]}",
                "{\"supported_devices\":[\"a\"],\"version\":{\"version\":23}}"
            })
    void metadataThatNoBuildWritesAreBroken(String json) {
        assertThatThrownBy(reading(json)).isInstanceOf(BadImage.class).hasMessageMatching("(?s).{20,}");
    }

    @Test
    void absurdJsonIsBroken() {
        assertThatThrownBy(reading("[".repeat(30_000))).isInstanceOf(BadImage.class);
        assertThatThrownBy(reading("{\"supported_devices\":[\"" + "x".repeat(20_000) + "\"]}"))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("at most 128 characters");
        assertThatThrownBy(reading("{\"version\":{\"version\":" + "9".repeat(20_000) + "}}"))
                .isInstanceOf(BadImage.class);
    }

    @Test
    void metadataThatAreNotUtf8AreBroken() {
        byte[] latin1 = "\0\0\0\0\0\0\0\0{\"compat_message\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(SampleImage.uImage(5, 100).chunk(1, latin1)))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void metadataOfALaterFormatAreSaidNotToBeKnown() {
        byte[] later = "\0\0\0\1\0\0\0\0{}".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> read(SampleImage.uImage(5, 100).chunk(1, later)))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("version that is not known");
    }
}
