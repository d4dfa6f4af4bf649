package org.openztp.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final byte[] MESSAGE = "a sum *a-file\n".getBytes(US_ASCII);

    /** Made by signify 31 for this test, without a password; its files are those of usign but for their comments. */
    private static final String OF_SIGNIFY = """
            untrusted comment: signify secret key
            RWRCSwAAAADk9xb/kqihq0Ve9/IUj5X8olVULoW8Z/ODDeSNB7ICweaoHu1MFteHd47NeNbtt5tShdoafr1GMktB8fAZM28iKuURT2nr+3SRuTi06BwHiMt6Rq5rFKpTOpiS5sRGg9Y=
            """;

    @TempDir
    private Path folder;

    private final byte[] file = SigningKey.fresh(new SecureRandom());

    private Signers verified(SigningKey key, String signature, byte[] message) throws IOException {
        Files.writeString(folder.resolve(key.id()), key.publicKey());
        TrustedKeys keys = TrustedKeys.read(folder);
        assertThat(keys.faults()).isEmpty();
        return new Verifier(keys, () -> Instant.EPOCH).verify(signature.getBytes(US_ASCII), message, message.length);
    }

    @Test
    void whatItSignsHoldsByItsPublicKeyUnderItsFingerprint() throws IOException {
        SigningKey key = SigningKey.parse(file);
        String signature = key.sign(MESSAGE);

        assertThat(key.id()).matches("[0-9a-f]{16}");
        assertThat(key.publicKey()).startsWith("untrusted comment: public key " + key.id() + "\n");
        assertThat(signature).startsWith("untrusted comment: signed by key " + key.id() + "\n");
        assertThat(verified(key, signature, MESSAGE).keys()).containsExactly(key.id());
        assertThat(verified(key, signature, "a sum *b-file\n".getBytes(US_ASCII))
                        .keys())
                .isEmpty();
    }

    @Test
    void theSameFileIsTheSameKeyAndTwoAreTwo() {
        assertThat(SigningKey.parse(file).publicKey())
                .isEqualTo(SigningKey.parse(file).publicKey());
        assertThat(SigningKey.parse(file).sign(MESSAGE))
                .isEqualTo(SigningKey.parse(file).sign(MESSAGE));
        assertThat(SigningKey.fresh(new SecureRandom())).isNotEqualTo(file);
    }

    /** Bytes 2 to 10 of a public key are its fingerprint, and 2 letters before them its algorithm. */
    @Test
    void theFilesAreLaidOutAsUsignReadsThem() {
        SigningKey key = SigningKey.parse(file);
        byte[] secret = second(new String(file, US_ASCII));
        byte[] shown = second(key.publicKey());
        byte[] signed = second(key.sign(MESSAGE));

        assertThat(secret).hasSize(2 + 2 + 4 + 16 + 8 + 8 + 64);
        assertThat(new String(secret, 0, 4, US_ASCII)).isEqualTo("EdBK");
        assertThat(HexFormat.of().formatHex(secret, 4, 8)).isEqualTo("00000000");
        assertThat(shown).hasSize(2 + 8 + 32).endsWith(java.util.Arrays.copyOfRange(secret, 72, 104));
        assertThat(HexFormat.of().formatHex(shown, 2, 10)).isEqualTo(key.id());
        assertThat(signed).hasSize(2 + 8 + 64).startsWith(java.util.Arrays.copyOf(shown, 10));
    }

    private static byte[] second(String file) {
        return Base64.getDecoder().decode(file.split("\n")[1]);
    }

    @Test
    void aKeyThatSignifyHasMadeSignsAsSignifyDoes() {
        SigningKey key = SigningKey.parse(OF_SIGNIFY.getBytes(US_ASCII));

        assertThat(second(key.publicKey()))
                .isEqualTo(Base64.getDecoder().decode("RWSDDeSNB7ICwSrlEU9p6/t0kbk4tOgcB4jLekauaxSqUzqYkubERoPW"));
        assertThat(second(key.sign(MESSAGE)))
                .isEqualTo(
                        Base64.getDecoder()
                                .decode(
                                        "RWSDDeSNB7ICwVGHL518c63UF5U3Vmpa10eAf6vjuWW0tI4qOQfHcWG1K6Bl1PFNtn6mNlAz9u9TJw+evbfXudw/h8LcoljSsAU="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one line", "a\nb\nc", "comment\n!", "comment\nRWQ="})
    void whatIsNoSecretKeyIsSaidToBeNone(String other) {
        assertThatThrownBy(() -> SigningKey.parse(other.getBytes(US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it is no secret key of usign");
    }

    @Test
    void aKeyThatWasChangedOrHasAPasswordIsRefusedWithoutShowingIt() {
        byte[] data = second(new String(file, US_ASCII));
        data[60] ^= 1;
        assertThatThrownBy(() -> SigningKey.parse(comment(data))).hasMessageContaining("its checksum is another one");
        data[60] ^= 1;
        data[7] = 42;
        assertThatThrownBy(() -> SigningKey.parse(comment(data))).hasMessageContaining("without a password");
    }

    private static byte[] comment(byte[] data) {
        return ("untrusted comment: x\n" + Base64.getEncoder().encodeToString(data) + "\n").getBytes(US_ASCII);
    }
}
