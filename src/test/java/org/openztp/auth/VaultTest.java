package org.openztp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final byte[] PLAIN = "uci set wireless.psk='s3cret'".getBytes(UTF_8);

    @TempDir
    Path folder;

    private final Vault vault = new Vault(Secrets.bytes(32));

    @Test
    void whatWasSealedOpensInItsContext() {
        byte[] sealed = vault.seal(PLAIN, "plan 1");

        assertThat(vault.open(sealed, "plan 1")).isEqualTo(PLAIN);
        assertThat(new String(sealed, UTF_8)).doesNotContain("s3cret");
        assertThat(vault.open(vault.seal(new byte[0], "plan 1"), "plan 1")).isEmpty();
    }

    @Test
    void theSameTextIsNeverSealedTwiceToTheSameBytes() {
        assertThat(vault.seal(PLAIN, "plan 1")).isNotEqualTo(vault.seal(PLAIN, "plan 1"));
    }

    @Test
    void itDoesNotOpenInAnotherContextNorWithAnotherKey() {
        byte[] sealed = vault.seal(PLAIN, "plan 1");

        assertUnreadable(vault, sealed, "plan 2");
        assertUnreadable(new Vault(Secrets.bytes(32)), sealed, "plan 1");
    }

    @Test
    void noChangedCutOrForeignByteIsRead() {
        byte[] sealed = vault.seal(PLAIN, "plan 1");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertUnreadable(vault, changed, "plan 1");
            assertUnreadable(vault, Arrays.copyOf(sealed, i), "plan 1");
        }
    }

    private static void assertUnreadable(Vault vault, byte[] sealed, String context) {
        assertThatThrownBy(() -> vault.open(sealed, context))
                .isInstanceOf(Vault.Unreadable.class)
                .hasMessageStartingWith(context + ": ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void itsKeyIsAFileForItsOwnerOnlyAndStaysTheSame() throws IOException {
        Path file = folder.resolve("keys").resolve("vault-key");
        byte[] sealed = Vault.withKeyOf(file).seal(PLAIN, "plan 1");

        assertThat(Vault.withKeyOf(file).open(sealed, "plan 1")).isEqualTo(PLAIN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.size(file)).isEqualTo(32);
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("vault-key"), new byte[16]);

        assertThatThrownBy(() -> Vault.withKeyOf(file)).hasMessageContaining("32 bytes, not 16");
    }
}
