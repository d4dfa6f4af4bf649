package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.SampleImage;

class FwTrailerTest {
    private static final String JSON = SampleImage.json("tplink,archer-c7-v2", "23.05.5");

    @TempDir
    private Path folder;

    private FwTrailer read(byte[] file) throws IOException, BadImage {
        return FwTrailer.read(Files.write(folder.resolve("image.bin"), file));
    }

    @Test
    void chunksAreReadAsFwtoolWritesThem() throws Exception {
        String json = "{  \"metadata_version\": \"1.0\", "
                + "\"supported_devices\":[\"tplink,archer-c7-v5\",\"archer-c7-v5\"] }\n";
        byte[] image = ("image\0\0\0\0\0\0\0\0" + json).getBytes(StandardCharsets.US_ASCII);
        byte[] first = HexFormat.of().parseHex("46577830478b67a10100000000000073");
        byte[] second = HexFormat.of().parseHex("46577830e3439ecb0000000000000013");
        byte[] file = ByteBuffer.allocate(image.length + first.length + 3 + second.length)
                .put(image)
                .put(first)
                .put("sig".getBytes(StandardCharsets.US_ASCII))
                .put(second)
                .array();
        FwTrailer trailer = read(file);
        assertThat(trailer.imageLength()).isEqualTo(5);
        assertThat(trailer.metadata().orElseThrow()).asString().isEqualTo(json);
        assertThat(trailer.signatures()).singleElement().satisfies(chunk -> {
            assertThat(chunk.content()).asString().isEqualTo("sig");
            assertThat(chunk.start()).isEqualTo(image.length + first.length);
        });
    }

    @Test
    void chunksStandInAnyOrderAndOnlySignaturesAtTheEndCount() throws Exception {
        SampleImage image = SampleImage.uImage(1, 70_000).signature(new byte[10]);
        image.metadata(JSON).chunk(7, new byte[5]).signature(new byte[20]).signature(new byte[0]);
        FwTrailer trailer = read(image.bytes());
        assertThat(trailer.imageLength()).isEqualTo(70_000);
        assertThat(trailer.signatures())
                .extracting(chunk -> chunk.content().length)
                .containsExactly(0, 20);
        assertThat(trailer.chunks()).hasSize(5);
        assertThat(trailer.metadata()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 117, 50_000, Integer.MIN_VALUE, -1, -16, Integer.MAX_VALUE})
    void aLengthThatCannotBeIsBroken(int length) {
        assertThatThrownBy(() -> read(
                        SampleImage.uImage(1, 100).chunk(0, new byte[0], length).bytes()))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("bytes long");
    }

    @Test
    void aChunkThatReachesFurtherThanFwtoolReadsIsBroken() throws Exception {
        byte[] most = SampleImage.uImage(1, 100).signature(new byte[32 * 1024]).bytes();
        assertThat(read(most).signatures()).hasSize(1);
        byte[] more =
                SampleImage.uImage(1, 100).signature(new byte[32 * 1024 + 1]).bytes();
        assertThatThrownBy(() -> read(more)).isInstanceOf(BadImage.class);
    }

    @Test
    void chunksWithoutEndAreBroken() {
        SampleImage image = SampleImage.uImage(1, 100);
        for (int i = 0; i < 17; i++) {
            image.signature(new byte[0]);
        }
        assertThatThrownBy(() -> read(image.bytes()))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("more than 16");
    }

    @Test
    void metadataWithoutAnImageAreBroken() {
        assertThatThrownBy(
                        () -> read(new SampleImage(new byte[0]).metadata(JSON).bytes()))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("no image");
    }

    @Test
    void eachBitOfTheImageCounts() throws Exception {
        byte[] file = SampleImage.uImage(9, 200_000)
                .metadata(JSON)
                .signature(new byte[64])
                .bytes();
        Random random = new Random(9);
        for (int i = 0; i < 200; i++) {
            byte[] flipped = file.clone();
            flipped[random.nextInt(200_000)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> read(flipped)).isInstanceOf(BadImage.class).hasMessageContaining("checksum");
        }
    }

    /** Whatever comes, it is a value, nothing, or refused with words. */
    @Test
    void nothingElseComesOfRandomBytesCutsAndFlips() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] file = SampleImage.uImage(seed, 700)
                .metadata(JSON)
                .signature(new byte[40])
                .metadata(JSON)
                .bytes();
        int values = 0;
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] hostile = hostile(file, random);
            try {
                values += FwMetadata.read(Files.write(folder.resolve("image.bin"), hostile))
                        .map(metadata -> metadata.boards().size())
                        .orElse(0);
            } catch (BadImage e) {
                refused++;
                assertThat(e).as("seed " + seed).hasMessageMatching("(?s).{20,}");
            } catch (RuntimeException | IOException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
        assertThat(refused).as("seed " + seed).isBetween(100, 990);
        assertThat(values).as("seed " + seed).isPositive();
    }

    private static byte[] hostile(byte[] file, Random random) {
        byte[] bytes = file.clone();
        switch (random.nextInt(5)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> bytes = Arrays.copyOfRange(bytes, random.nextInt(bytes.length), bytes.length);
            case 3 -> {
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    bytes[700 + random.nextInt(bytes.length - 700)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            default -> {
                byte[] json = SampleImage.json("a", "b").getBytes(StandardCharsets.UTF_8);
                json[random.nextInt(json.length)] = (byte) random.nextInt(128);
                bytes = new SampleImage(bytes)
                        .metadata(new String(json, StandardCharsets.US_ASCII))
                        .bytes();
            }
        }
        return bytes;
    }
}
