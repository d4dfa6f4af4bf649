package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.signature.Signers;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.Signer;

class ImageSignersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder;

    private final Signer first = new Signer("00000000000000a1");
    private final Signer second = new Signer("00000000000000b2");
    private final SampleImage image =
            SampleImage.uImage(1, 300_000).metadata(SampleImage.json("tplink,archer-c7-v2", "23.05.5"));

    private final List<byte[]> detached = new ArrayList<>();

    private Signers signers() throws IOException, BadImage {
        return signers(Long.MAX_VALUE);
    }

    private Signers signers(long mostBytes) throws IOException, BadImage {
        Path path = image.write(folder.resolve("image.bin"));
        ImageSigners signers = new ImageSigners(folder.resolve("keys"), () -> NOW, mostBytes);
        return signers.of(path, FwTrailer.read(path), detached, signers.trusted());
    }

    private void sign(Signer signer) {
        image.signature(signer.ucert(
                image.bytes(), signer.certify(signer.publicKey(), NOW.minusSeconds(1), NOW.plusSeconds(1))));
    }

    @Test
    void aSignatureIsOfTheImageAndTheMetadataBeforeIt() throws Exception {
        first.publishIn(folder.resolve("keys"));
        sign(first);
        assertThat(signers().keys()).containsExactly(first.id());
        assertThat(signers().missing(1)).isEmpty();
    }

    @Test
    void asManyDifferentKeysAreWantedAsThePolicySays() throws Exception {
        first.publishIn(folder.resolve("keys"));
        second.publishIn(folder.resolve("keys"));
        sign(first);
        sign(first);
        assertThat(signers().missing(2))
                .hasValueSatisfying(words -> assertThat(words).contains("by 1 of the 2"));
        sign(second);
        assertThat(signers().missing(2)).isEmpty();
        assertThat(signers().keys()).containsExactlyInAnyOrder(first.id(), second.id());
    }

    @Test
    void aSignatureThatLiesElsewhereIsOfTheWholeFile() throws Exception {
        first.publishIn(folder.resolve("keys"));
        second.publishIn(folder.resolve("keys"));
        sign(first);
        detached.add(second.sign(image.bytes()));
        assertThat(signers().keys()).containsExactlyInAnyOrder(first.id(), second.id());
        detached.set(0, second.sign(new byte[10]));
        assertThat(signers().keys()).containsExactly(first.id());
    }

    @Test
    void theSignatureOfAnotherImageIsNone() throws Exception {
        first.publishIn(folder.resolve("keys"));
        image.signature(first.ucert(SampleImage.uImage(2, 300_000).bytes()));
        assertThat(signers().missing(1))
                .hasValueSatisfying(words -> assertThat(words).contains("0 of the 1", "has signed was changed"));
    }

    @Test
    void whatIsAddedBehindASignatureIsNotSigned() throws Exception {
        first.publishIn(folder.resolve("keys"));
        sign(first);
        image.metadata(SampleImage.json("other,board", "23.05.5"));
        assertThat(signers().keys()).isEmpty();
    }

    @Test
    void whyNobodySignedIsSaid() throws Exception {
        assertThat(signers().missing(1))
                .hasValueSatisfying(words -> assertThat(words).contains("no signature"));
        sign(first);
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys").resolve("a.pub"), "nonsense");
        assertThat(signers().missing(1))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("a.pub: is no public key", "the key 00000000000000a1 is not trusted"));
    }

    @Test
    void anImageThatIsLargerThanTheMemoryAllowsIsNotRead() throws Exception {
        first.publishIn(folder.resolve("keys"));
        sign(first);
        assertThat(signers(1000).missing(1))
                .hasValueSatisfying(words -> assertThat(words).contains("heap"));
    }
}
