package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openztp.http.Problem;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.Signer;
import org.openztp.testkit.TestDb;

/** Who signed what the store holds, and whether that is enough for a router. */
class SignaturesIT extends WithStore {
    private final Signer first = new Signer("00000000000000a1");
    private final Signer second = new Signer("00000000000000b2");
    private final SampleImage image = SampleImage.uImage(1, 4096).metadata(SampleImage.json("acme,one", "24.10.2"));

    @Override
    TestDb open() {
        return TestDb.h2();
    }

    private long kept() {
        return keep(build("campus", "1"), "one.bin", image.bytes()).image().id();
    }

    /** Behind the image, as a build does it. */
    private void sign(Signer signer, Instant until) {
        Instant from = clock.instant().minusSeconds(1);
        image.signature(signer.ucert(image.bytes(), signer.certify(signer.publicKey(), from, until)));
    }

    private Optional<String> releasable(int wanted, long id) {
        return store(wanted, LARGEST).vetting().releasable(id);
    }

    private void add(byte[] signature) {
        signatures.add(sha256(image.bytes()), signature);
    }

    @Test
    void whoSignedAnImageIsFoundWhenItIsHandedIn() {
        first.publishIn(keys);
        second.publishIn(keys);
        sign(first, clock.instant().plusSeconds(60));
        sign(first, clock.instant().plusSeconds(60));
        long id = kept();

        assertThat(show(id).signedBy()).containsExactly(first.id());
        assertThat(releasable(0, id)).isEmpty();
        assertThat(releasable(1, id)).isEmpty();
        assertThat(releasable(2, id))
                .hasValueSatisfying(words -> assertThat(words).startsWith("signed by 1 of the 2"));
    }

    @Test
    void otherKeysCountFromTheNextLookOn() throws IOException {
        sign(first, clock.instant().plusSeconds(60));
        long id = kept();
        assertThat(show(id).signedBy()).isEmpty();
        assertThat(releasable(1, id))
                .hasValueSatisfying(words ->
                        assertThat(words).contains("signed by 0 of the 1", "the key 00000000000000a1 is not trusted"));

        first.publishIn(keys);
        assertThat(releasable(1, id)).isEmpty();
        assertThat(show(id).signedBy()).containsExactly(first.id());

        Files.delete(keys.resolve(first.id() + ".pub"));
        assertThat(releasable(1, id)).isPresent();
        assertThat(show(id).signedBy()).isEmpty();
        Files.writeString(keys.resolve(first.id()), first.publicKey());
        look();
        assertThat(show(id).signedBy())
                .as("found by the care, of a file named as on routers")
                .containsExactly(first.id());
    }

    @Test
    void aCertificateThatEndsCountsNoMoreAnHourLaterAtMost() {
        second.publishIn(keys);
        Instant from = clock.instant().minusSeconds(1);
        byte[] certificate =
                second.certify(first.publicKey(), from, clock.instant().plus(Signatures.TRUST));
        image.signature(first.ucert(image.bytes(), certificate));
        long id = kept();
        assertThat(show(id).signedBy()).as("who vouches for the build's key").containsExactly(second.id());

        clock.advance(Signatures.TRUST.plusSeconds(1));
        assertThat(releasable(1, id))
                .hasValueSatisfying(words -> assertThat(words).contains("is valid from"));
    }

    @Test
    void aSignatureBesideTheImageCountsToo() {
        first.publishIn(keys);
        second.publishIn(keys);
        sign(first, clock.instant().plusSeconds(60));
        long id = kept();

        add(second.sign(image.bytes()));
        add(second.sign(image.bytes()));

        assertThat(show(id).signedBy()).containsExactly(first.id(), second.id());
        assertThat(releasable(2, id)).isEmpty();
        assertThat(rows("Detached")).isEqualTo(1);
        keep(build("campus", "2"), "again.bin", image.bytes());
        assertThat(show(id).signedBy()).as("handed in again").containsExactly(first.id(), second.id());
    }

    @Test
    void whatIsNoSignatureOfTheImageByATrustedKeyIsRefusedInWords() {
        first.publishIn(keys);
        long id = kept();

        assertRefused("was changed", first.sign(new byte[10]));
        assertRefused("the key 00000000000000b2 is not trusted", second.sign(image.bytes()));
        assertRefused("certificate", new byte[0]);
        assertRefused("certificate", new byte[1000]);
        assertRefused("at most 32768 bytes", new byte[100_000]);
        assertRefused(
                "it signs nothing",
                first.certify(
                        second.publicKey(),
                        clock.instant().minusSeconds(1),
                        clock.instant().plusSeconds(60)));
        assertRefused("two lines", "untrusted comment: x\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(show(id).signedBy()).isEmpty();
        assertThat(rows("Detached")).isZero();
    }

    private void assertRefused(String words, byte[] signature) {
        assertThatThrownBy(() -> add(signature))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(422))
                .hasMessageContaining(words);
    }

    @Test
    void signaturesThatComeAtOnceAreAllCounted() throws Exception {
        List<Signer> signers = IntStream.range(0, 8)
                .mapToObj(i -> new Signer("00000000000000c" + i))
                .toList();
        signers.forEach(signer -> signer.publishIn(keys));
        long id = kept();
        ExecutorService all = Executors.newFixedThreadPool(signers.size());
        try {
            List<Future<?>> added = signers.stream()
                    .<Future<?>>map(signer -> all.submit(() -> add(signer.sign(image.bytes()))))
                    .toList();
            for (Future<?> each : added) {
                each.get();
            }
        } finally {
            all.shutdownNow();
        }
        assertThat(releasable(8, id)).isEmpty();
        assertThat(rows("Detached")).isEqualTo(8);
    }

    @Test
    void aFileHasSixteenSignaturesBesideItAtMostAndTheyGoWithIt() {
        long id = kept();
        for (int i = 0; i < 17; i++) {
            Signer signer = new Signer("00000000000000%02d".formatted(i));
            signer.publishIn(keys);
            byte[] signature = signer.sign(image.bytes());
            if (i < 16) {
                add(signature);
            } else {
                assertThatThrownBy(() -> add(signature)).hasMessageContaining("can have no more");
            }
        }
        assertThat(show(id).signedBy()).hasSize(16);
        remove(id);
        look();
        assertThat(rows("Detached")).isZero();
    }

    @Test
    void wrongKeysAndTooFewOfThemAreToldBeforeAnImageIsNeeded() throws IOException {
        assertThat(store.confFaults()).isEmpty();
        first.publishIn(keys);
        Files.writeString(keys.resolve("bad.pub"), "nonsense");
        assertThat(store(2, LARGEST).confFaults())
                .hasSize(2)
                .anySatisfy(words -> assertThat(words).contains("bad.pub: is no public key of usign"))
                .anySatisfy(words -> assertThat(words).contains("wants 2 different keys, and here are 1"));
    }

    @Test
    void anImageWhoseFileIsGoneIsNotReleased() throws IOException {
        first.publishIn(keys);
        sign(first, clock.instant().plusSeconds(60));
        long id = kept();
        clock.advance(Signatures.TRUST.plusSeconds(1));
        Files.delete(place(image.bytes()));

        assertThat(releasable(1, id))
                .hasValueSatisfying(words -> assertThat(words).contains("cannot be looked at"));
        assertThat(releasable(1, id + 1)).contains("it was removed from the store");
        assertThatThrownBy(() -> add(first.sign(image.bytes()))).hasMessageContaining("cannot be read");
        look();
    }
}
