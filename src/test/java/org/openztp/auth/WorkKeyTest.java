package org.openztp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkKeyTest {
    private static final WorkKey KEY = WorkKey.of("ztp_0123456789");

    @Test
    void aProofIsOfItsKeyAndItsMessage() {
        String proof = KEY.proofOf("work 1 ab");

        assertThat(proof).matches("[0-9a-f]{64}");
        assertThat(KEY.proves(proof, "work 1 ab")).isTrue();
        assertThat(KEY.proves(proof, "work 1 ac")).isFalse();
        assertThat(KEY.proves(proof.toUpperCase(java.util.Locale.ROOT), "work 1 ab"))
                .isFalse();
        assertThat(KEY.proves(null, "work 1 ab")).isFalse();
        assertThat(WorkKey.of("ztp_0123456780").proves(proof, "work 1 ab")).isFalse();
    }

    @Test
    void partsAreTakenOneAfterTheOther() {
        assertThat(KEY.proofOf("work ".getBytes(UTF_8), "1".getBytes(UTF_8))).isEqualTo(KEY.proofOf("work 1"));
    }

    /** The device computes the same: by openssl, for one token. */
    @Test
    void theKeyIsTheHmacOfTheTokenOverItsPurpose() {
        assertThat(java.util.HexFormat.of()
                        .formatHex(WorkKey.of("ztp_0123456789").bytes()))
                .isEqualTo("66ff1935a5c93725ffb153ca7788fdb4abce05a3b460ab7a3eada06483ef5be4");
    }
}
