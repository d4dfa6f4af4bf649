package org.openztp.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Signer;

class VerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant FROM = NOW.minusSeconds(1000);
    private static final Instant UNTIL = NOW.plusSeconds(1000);
    private static final byte[] MESSAGE = "image and metadata".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final Signer root = new Signer("84bfc88a17166577");
    private final Signer build = new Signer("0123456789abcdef");

    private Signers verify(byte[] signature) throws IOException {
        return verify(signature, NOW);
    }

    private Signers verify(byte[] signature, Instant now) throws IOException {
        return new Verifier(TrustedKeys.read(folder), () -> now).verify(signature, MESSAGE, MESSAGE.length);
    }

    /** The key and the certificate of ucert's own tests, made by usign and ucert. */
    @Test
    void aCertificateThatUcertHasWrittenHolds() throws IOException {
        String key = "untrusted comment: Local build key\nRWSEv8iKFxZld6vicE1icWhYNfEV9PM7C9MKUKl+YNEKB+PdAWGDF5Z9\n";
        String signature = "untrusted comment: signed by key 84bfc88a17166577\n"
                + "RWSEv8iKFxZld+bQ+NTqCdDlHOuVYNw5Qw7Q8shjfMgFJcTqrzaqO0bysjIQhTadmcwvWiWvHlyMcwAXSix2BYdfghz/zhDjvgU=\n";
        byte[] certificate = Signer.certificate(
                signature.getBytes(StandardCharsets.US_ASCII), Signer.payload(1, 1546188410, 1577724410, key));
        Files.writeString(folder.resolve("build.pub"), key);
        Instant then = Instant.ofEpochSecond(1546188410);
        assertThat(verify(certificate, then).faults()).isEmpty();
        assertThat(verify(certificate, then.minusSeconds(1)).faults())
                .singleElement()
                .asString()
                .contains("valid from 2018-12-30T16:46:50Z until 2019-12-30T16:46:50Z");
        assertThat(verify(certificate, Instant.ofEpochSecond(1577724410)).faults())
                .hasSize(1);
        certificate[certificate.length - 30] ^= 1;
        assertThat(verify(certificate, then).faults())
                .singleElement()
                .asString()
                .contains("was changed");
    }

    /** Made by signify 31; the file of the key is called as on routers. */
    @Test
    void aSignatureThatSignifyHasWrittenHolds() throws IOException {
        String key =
                "untrusted comment: signify public key\nRWR5RS3ZQbndFxDF1WsD9YX6xH1jG0lcnzdvxKwo1ICba2X920YkOkd3\n";
        String signature = "untrusted comment: verify with k.pub\n"
                + "RWR5RS3ZQbndF8/pz4OLkknSEDJh+3l8aVDGOozucv+XpWZoEpwoaOL/JM6hRLo3YL+x+qrkbdSizajyPVe9u8wNOUneU7MuKAY=\n";
        Files.writeString(folder.resolve("79452dd941b9dd17"), key);
        Files.writeString(folder.resolve("README"), "no key");
        assertThat(TrustedKeys.read(folder).faults()).isEmpty();
        assertThat(verify(signature.getBytes(StandardCharsets.US_ASCII)).keys()).containsExactly("79452dd941b9dd17");
    }

    @Test
    void theSameKeysHaveTheSameFingerprintHoweverTheirFilesAreCalled() throws IOException {
        String nobody = TrustedKeys.read(folder).fingerprint();
        root.publishIn(folder);
        String one = TrustedKeys.read(folder).fingerprint();
        build.publishIn(folder);
        String both = TrustedKeys.read(folder).fingerprint();
        Files.move(folder.resolve(root.id() + ".pub"), folder.resolve("z.pub"));
        assertThat(TrustedKeys.read(folder).fingerprint()).isEqualTo(both);
        Files.writeString(folder.resolve("z.pub"), new Signer(root.id()).publicKey());
        assertThat(TrustedKeys.read(folder).fingerprint()).isNotIn(nobody, one, both);
        assertThat(one).isNotIn(nobody, both);
    }

    @Test
    void whatATrustedKeySignedIsSignedByIt() throws IOException {
        root.publishIn(folder);
        assertThat(verify(root.sign(MESSAGE)).keys()).containsExactly(root.id());
        assertThat(verify(root.ucert(MESSAGE)).keys()).containsExactly(root.id());
    }

    @Test
    void whatAnyOtherKeySignedIsNot() throws IOException {
        root.publishIn(folder);
        Signers signers = verify(build.ucert(MESSAGE));
        assertThat(signers.keys()).isEmpty();
        assertThat(signers.missing(1))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("0 of the 1", "the key 0123456789abcdef is not trusted"));
    }

    @Test
    void anotherKeyUnderTheIdOfATrustedOneIsNotTakenForIt() throws IOException {
        root.publishIn(folder);
        Signer other = new Signer(root.id());
        assertThat(verify(other.ucert(MESSAGE)).keys()).isEmpty();
        byte[] certified = root.certify(other.publicKey(), FROM, UNTIL);
        assertThat(verify(other.ucert(MESSAGE, certified)).keys()).isEmpty();
    }

    @Test
    void theTrustedKeyStandsBehindWhatItsChainOfCertificatesLeadsTo() throws IOException {
        root.publishIn(folder);
        Signer middle = new Signer("00000000000000aa");
        byte[] first = root.certify(middle.publicKey(), FROM, UNTIL);
        byte[] second = middle.certify(build.publicKey(), FROM, UNTIL);
        assertThat(verify(build.ucert(MESSAGE, first, second)).keys()).containsExactly(root.id());
        assertThat(verify(build.ucert(MESSAGE, second, first)).keys()).isEmpty();
        assertThat(verify(build.ucert(MESSAGE, second)).keys()).isEmpty();
    }

    @Test
    void aCertificateVouchesInItsTimeOnly() throws IOException {
        root.publishIn(folder);
        byte[] ucert = build.ucert(MESSAGE, root.certify(build.publicKey(), FROM, UNTIL));
        assertThat(verify(ucert, FROM).keys()).isNotEmpty();
        assertThat(verify(ucert, UNTIL.minusNanos(1)).keys()).isNotEmpty();
        assertThat(verify(ucert, UNTIL).keys()).isEmpty();
        assertThat(verify(ucert, FROM.minusNanos(1)).keys()).isEmpty();
    }

    @Test
    void aTrustedKeyNeedsNoValidCertificate() throws IOException {
        build.publishIn(folder);
        byte[] expired = build.certify(build.publicKey(), FROM, FROM.plusSeconds(1));
        Signers signers = verify(build.ucert(MESSAGE, expired));
        assertThat(signers.keys()).containsExactly(build.id());
        assertThat(signers.missing(1)).isEmpty();
    }

    @Test
    void aCertificateOfAnotherTypeVouchesForNothing() throws IOException {
        root.publishIn(folder);
        byte[] payload = Signer.payload(2, FROM.getEpochSecond(), UNTIL.getEpochSecond(), build.publicKey());
        byte[] revoker = Signer.certificate(root.sign(payload), payload);
        assertThat(verify(build.ucert(MESSAGE, revoker)).keys()).isEmpty();
    }

    @Test
    void everySignatureOfAChainCounts() throws IOException {
        root.publishIn(folder);
        build.publishIn(folder);
        byte[] both = Signer.join(root.ucert(MESSAGE), build.ucert(MESSAGE), root.ucert(MESSAGE));
        assertThat(verify(both).keys()).containsExactlyInAnyOrder(root.id(), build.id());
        assertThat(verify(both).missing(2)).isEmpty();
        assertThat(verify(both).missing(3)).isPresent();
    }

    @Test
    void aKeyIsOneKeyUnderAnyName() throws IOException {
        root.publishIn(folder);
        Files.writeString(folder.resolve("z.pub"), new Signer(root.id()).publicKey());
        Files.writeString(folder.resolve("again.pub"), root.publicKey());
        Files.writeString(folder.resolve("broken.pub"), "no key");
        Files.writeString(folder.resolve("README"), "no key");
        TrustedKeys keys = TrustedKeys.read(folder);
        assertThat(keys.size()).isEqualTo(1);
        assertThat(keys.faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("z.pub: shares its id"))
                .anyMatch(fault -> fault.contains("broken.pub: is no public key"));
        assertThat(TrustedKeys.read(folder.resolve("nowhere")).size()).isZero();
    }

    /** Whatever comes, nobody has signed it but who has. */
    @Test
    void randomBytesCutsAndFlipsAreFaultsAndNoSignatures() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        root.publishIn(folder);
        byte[] ucert = build.ucert(MESSAGE, root.certify(build.publicKey(), FROM, UNTIL));
        Verifier verifier = new Verifier(TrustedKeys.read(folder), () -> NOW);
        int signed = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] hostile = ucert.clone();
            switch (random.nextInt(3)) {
                case 0 -> random.nextBytes(hostile);
                case 1 -> hostile = Arrays.copyOf(hostile, random.nextInt(hostile.length));
                default -> hostile[random.nextInt(hostile.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Signers signers = verifier.verify(hostile, MESSAGE, MESSAGE.length);
            assertThat(signers.keys()).as("seed " + seed).isSubsetOf(root.id());
            signed += signers.keys().size();
        }
        assertThat(signed).as("flips in comments only, seed " + seed).isBetween(1, 1000);
    }
}
